/* The inputs of the scenario: a platform, and the life of one deployment on it. */

#ifndef PLATFORM_H
#define PLATFORM_H

#define RID "ri.foundry-ml-live.main.live-deployment.1"
#define PROJECT "ri.compass.main.folder.1"
#define MODEL "{\"type\":\"direct\",\"modelRid\":\"ri.models.main.model.1\",\"branch\":\"main\"}"

/* One node with two GPUs, the queues that lead to it, and a model to deploy. */
static const char *const platform[] = {
    "{\"type\":\"nodeUp\",\"node\":{\"id\":\"node-1\",\"computeGroup\":\"gpu\",\"cpu\":16000,"
    "\"memory\":68719476736,\"gpus\":[\"T4\",\"T4\"]}}",
    "{\"type\":\"queueSet\",\"queue\":{\"id\":\"cpu\",\"kind\":\"VCPU\",\"limit\":16000,"
    "\"computeGroups\":[\"gpu\"]}}",
    "{\"type\":\"queueSet\",\"queue\":{\"id\":\"gpu\",\"kind\":\"VGPU\",\"limit\":2,"
    "\"computeGroups\":[\"gpu\"]}}",
    "{\"type\":\"projectSet\",\"project\":\"" PROJECT
    "\",\"queues\":{\"vcpu\":\"cpu\",\"vgpu\":\"gpu\"}}",
    "{\"type\":\"versionPublished\",\"target\":" MODEL
    ",\"version\":\"ri.models.main.model-version.1\",\"sequence\":1}",
};

/* The body of the request that `create` carries. */
static const char create_request[] =
    "{\"deploymentType\":" MODEL ",\"runtimeConfiguration\":{\"minReplicas\":2,\"maxReplicas\":2,"
    "\"gpu\":{\"count\":1,\"type\":\"T4\"},\"environmentVariables\":{\"A\":\"1\"}}}";

static const char create[] =
    "{\"type\":\"create\",\"rid\":\"" RID "\",\"project\":\"" PROJECT "\",\"target\":" MODEL
    ",\"configuration\":{\"minReplicas\":2,\"maxReplicas\":2,\"gpu\":{\"count\":1,\"type\":\"T4\"},"
    "\"sources\":[],\"environmentVariables\":{}}}";
static const char disable[] = "{\"type\":\"disable\",\"rid\":\"" RID "\"}";
static const char start[] = "{\"type\":\"start\",\"rid\":\"" RID "\"}";

#endif
