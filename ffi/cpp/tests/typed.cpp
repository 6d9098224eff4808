// Reports and effects that are asked for their parts, and a life by typed calls.

#include <set>

#include "../../tests/c/platform.h"
#include "harness.hpp"

using liveberth::ControlPlane;
using liveberth::Effects;
using liveberth::Report;

namespace {

// Whether a thing of this kind can be asked for its effects.
template <class T, class = void>
constexpr bool tells = false;
template <class T>
constexpr bool tells<T, std::void_t<decltype(std::declval<T>().all())>> = true;

static_assert(tells<Effects&> && tells<const Effects&>, "one that lives on");
static_assert(!tells<Effects>, "one that is gone at once would leave its effects behind");

// Whether a thing of this kind can be asked for its environment variables.
template <class T, class = void>
constexpr bool lends = false;
template <class T>
constexpr bool lends<T, std::void_t<decltype(std::declval<T>().variables())>> = true;

static_assert(lends<const Report&>, "one that lives on");
static_assert(!lends<Report>, "one that is gone at once would take their texts with it");

// What effects of each kind have been found to say what they should.
std::set<std::uint32_t> understood;

// Whether an effect says what one of its kind has to say.
bool says_all(const liveberth::Effect& effect)
{
    switch (effect.kind()) {
    case LIVEBERTH_EFFECT_KIND_LAUNCH:
        return effect.version() == "ri.models.main.model-version.1" &&
               effect.cpu_millicores() == 1000 &&
               effect.memory_bytes() == std::uint64_t{4} << 30 && effect.thread_count() == 32 &&
               effect.sources() == std::vector<std::string_view>{"ri.a.b.c.d"} &&
               effect.variables().at(0).name == "A" && effect.variables()[0].value == "1";
    case LIVEBERTH_EFFECT_KIND_STOP:
        return effect.grace_ms() == 60000;
    case LIVEBERTH_EFFECT_KIND_SET_ROUTES:
        return effect.routes().size() == 2 && effect.routes()[1].replica == 2 &&
               effect.routes()[1].priority == 0 && effect.routes()[1].max_in_flight == 32;
    case LIVEBERTH_EFFECT_KIND_STATUS:
        return effect.state() == LIVEBERTH_STATE_ACTIVE &&
               effect.reason() == LIVEBERTH_REASON_SERVING && effect.is_ready();
    case LIVEBERTH_EFFECT_KIND_LOG:
        return effect.log_kind() == LIVEBERTH_LOG_KIND_REPLICA_EXITED && effect.replica() == 1 &&
               effect.message() == "out of memory";
    default:
        return effect.routes().empty() && effect.variables().empty() && effect.message().empty();
    }
}

// Carries out what effects ask for, at once.
void carry_out(ControlPlane& plane, std::uint64_t now_ms, const Effects& effects)
{
    for (const liveberth::Effect& effect : effects.all()) {
        if (says_all(effect)) {
            understood.insert(effect.kind());
        }
        switch (effect.kind()) {
        case LIVEBERTH_EFFECT_KIND_LAUNCH:
            check(effect.node() == "node-1" && effect.deployment() == RID, "where and what");
            check(effect.devices().size() == 1, "one GPU");
            carry_out(plane, now_ms,
                      plane.replica_ready(now_ms, effect.replica(), effect.attempt()));
            break;
        case LIVEBERTH_EFFECT_KIND_STOP:
            carry_out(plane, now_ms,
                      plane.replica_stopped(now_ms, effect.replica(), effect.attempt()));
            break;
        default:
            break;
        }
    }
}

void report()
{
    const liveberth::Limits limits(R"({"gpus": {"T4": 4}})");
    const auto document = R"({"minReplicas": 0, "maxReplicas": 1, "gpu": {"count": 9}})";
    const Report refused = Report::of_runtime_configuration(document, &limits);
    check(!refused.ok(), "refused");
    const liveberth::Diagnostic first = refused.diagnostics().at(0);
    check(first.code == LIVEBERTH_CODE_GPU_COUNT_OUT_OF_RANGE, "the code");
    check(first.severity == LIVEBERTH_SEVERITY_ERROR, "the severity");
    check(first.path == "/gpu/count" && contains(first.message, "9"), first.message);
    check(!refused.value(LIVEBERTH_FIELD_CPU_MILLICORES), "no value");
    check(first.error_name == "InvalidGpuCount", first.error_name);
    check(first.parameters.size() == 2 && first.parameters[1].name == "maxGpuCount", "parameters");
    check(first.parameters[1].number == 4.0 && first.parameters[1].texts.empty(), "a number");
    check(!refused.scale_up_load_threshold() && refused.sources().empty(), "nothing accepted");
    check(refused.text() == liveberth::check_runtime_configuration(
                                document, R"({"gpus": {"T4": 4}})"),
          "the same text");
    check_refused([] { liveberth::Limits("]"); }, LIVEBERTH_STATUS_INVALID_LIMITS, "limits");
}

void normalized()
{
    const Report unknown =
        Report::of_runtime_configuration(R"({"gpu": {"type": "T5", "count": 1}})");
    bool found = false;
    for (const liveberth::Diagnostic& it : unknown.diagnostics()) {
        if (it.code == LIVEBERTH_CODE_UNKNOWN_GPU_TYPE) {
            found = !it.parameters[0].number && it.parameters[0].texts.at(0) == "T5" &&
                    it.parameters[1].texts.size() == 11;
        }
    }
    check(found, "a text and a list");
    const Report accepted = Report::of_create_request(R"({
        "deploymentType": {"type": "direct", "modelRid": "ri.a.b.c.d", "branch": "main"},
        "runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 3,
            "gpu": {"count": 1, "type": "T4"}, "sources": ["ri.a.b.c.d"],
            "scalingConfiguration": {"scaleUpLoadThreshold": 0.5,
                "scaleUpDelay": {"value": 1, "unit": "MINUTES"},
                "scaleDownDelay": {"value": 1, "unit": "HOURS"}},
            "environmentVariables": {"K": "v"}}})");
    check(accepted.ok(), accepted.text());
    check(accepted.scale_up_load_threshold() == 0.5 && accepted.gpu_type() == "T4", "scaling");
    check(accepted.sources() == std::vector<std::string_view>{"ri.a.b.c.d"}, "sources");
    check(accepted.variables().at(0).name == "K" && accepted.variables()[0].value == "v", "K");
    check(accepted.model() == "ri.a.b.c.d" && accepted.branch() == "main", "the model");
}

// Placement without deployments.
void place()
{
    liveberth::Cluster cluster("best-fit");
    liveberth::Node node("n", "g", 8000, std::uint64_t{1} << 30);
    node.add_gpus("T4", 1).add_gpus("A100", 2).label("disk", "ssd");
    cluster.set_node(node);
    liveberth::Request request(1000, std::uint64_t{1} << 20);
    request.compute_group("g").gpus(2).accept_gpu_type("A100").require_label("disk", "ssd");
    check(contains(cluster.what_if(request), R"("devices":[1,2])"), "what if");
    check(contains(cluster.repack(request, 2, 10), R"("unplaced":1)"), "repack");
    const liveberth::Placement place = cluster.place(1, request);
    check(place.node == "n" && place.devices == std::vector<std::uint32_t>{1, 2}, "the place");
    check_refused([&] { cluster.place(2, request); }, LIVEBERTH_STATUS_NO_ROOM, "");
    check(contains(cluster.explain(request), R"("gpus_in_use":1)"), "explain");
    cluster.release("n", 1);
    check_refused([&] { cluster.release("n", 1); }, LIVEBERTH_STATUS_REPLICA_NOT_FOUND, "1");
    cluster.cordon("n", true);
    request.gpus(0).gpu_share(500);
    check_refused([&] { cluster.place(2, request); }, LIVEBERTH_STATUS_NO_ROOM, "");
    cluster.cordon("n", false);
    check(cluster.place(2, request).devices.size() == 1, "a share of one GPU");
    cluster.node_down("n");
    check_refused([&] { cluster.node_down("m"); }, LIVEBERTH_STATUS_NODE_NOT_FOUND, "m");
    check_refused([] { liveberth::Cluster("worst"); }, LIVEBERTH_STATUS_UNKNOWN_NAME, "worst");
}

// What a request would rather have.
void prefer()
{
    liveberth::Cluster cluster("first-fit");
    for (const char* zone : {"a", "b"}) {
        liveberth::Node node(zone, "g", 8000, std::uint64_t{1} << 30);
        node.zone(zone).add_gpus("T4", 1).add_gpus("A100", 1);
        cluster.set_node(node);
    }
    liveberth::Request request(1, 1);
    request.compute_group("g").gpus(1).prefer_gpu_type("A100").count_in_zone("a", 1);
    request.prefer_zones(LIVEBERTH_ZONE_MODE_SPREAD);
    const liveberth::Placement apart = cluster.place(1, request);
    check(apart.node == "b" && apart.devices.at(0) == 1, "apart, and of the type");
    request.prefer_zones(LIVEBERTH_ZONE_MODE_PACK);
    check(cluster.place(2, request).node == "a", "together");
    check(cluster.place(3, request).devices.at(0) == 0, "another type");
    request.prefer_zones(LIVEBERTH_ZONE_MODE_SPREAD);
    check_refused([&] { cluster.place(1, request); }, LIVEBERTH_STATUS_REPLICA_EXISTS, "1");
}

// A request goes to a replica, and the control plane hears of the load.
void route(ControlPlane& plane)
{
    liveberth::Router router({300000, std::nullopt, 1000});
    const Effects known = plane.resume_effects();
    for (std::size_t i = 0; i < known.all().size(); i++) {
        router.take(2000, known, i);
    }
    const liveberth::Decisions decisions = router.arrived(2000, 1, RID);
    check(decisions.all().at(0).kind() == LIVEBERTH_DECISION_KIND_FORWARD, "forwarded");
    check(decisions.all()[0].request() == 1 && decisions.all()[0].replica() > 0, "to a replica");
    check(router.count() == 1 && router.next_wake().has_value(), "under way");
    check_refused([&] { router.arrived(2000, 1, RID); }, LIVEBERTH_STATUS_REQUEST_NOT_NEW, "1");
    bool told = false;
    const liveberth::Decisions due = router.tick(3000);
    for (const liveberth::Decision& decision : due.all()) {
        told = told || (decision.kind() == LIVEBERTH_DECISION_KIND_TELL &&
                        decision.deployment() == RID);
        carry_out(plane, 3000, plane.tell(3000, decision));
    }
    check(told, "the control plane hears of the load");
    router.finished(3000, 1);
    check(router.count() == 0, "over");
}

// One node with two GPUs, queues that lead to it, and a model.
void make_platform(ControlPlane& plane)
{
    liveberth::Node node("node-1", "gpu", 16000, std::uint64_t{64} << 30);
    node.add_gpus("T4", 2).zone("a").label("disk", "ssd");
    check_refused([&] { node.add_gpus("T5", 1); }, LIVEBERTH_STATUS_UNKNOWN_NAME, "T5");
    carry_out(plane, 0, plane.node_up(0, node));
    carry_out(plane, 0, plane.enrollment_set(0, 16000, std::nullopt));
    carry_out(plane, 0, plane.queue_set(0, {"cpu", LIVEBERTH_QUEUE_KIND_VCPU, 16000,
                                            LIVEBERTH_ADMISSION_ORDER_STRICT_FIFO, {"gpu"}}));
    carry_out(plane, 0, plane.queue_set(0, {"gpu", LIVEBERTH_QUEUE_KIND_VGPU, 3,
                                            LIVEBERTH_ADMISSION_ORDER_BEST_EFFORT, {"gpu"}}));
    carry_out(plane, 0, plane.project_set(0, PROJECT, "cpu", "gpu"));
    carry_out(plane, 0, plane.version_published(0, "ri.models.main.model.1", "main",
                                                "ri.models.main.model-version.1", 1));
}

} // namespace

void live_typed()
{
    report();
    normalized();
    place();
    prefer();
    ControlPlane plane;
    make_platform(plane);
    const liveberth::Limits limits = plane.limits_of(PROJECT);
    const Report request = Report::of_create_request(R"({
        "deploymentType": {"type": "direct", "modelRid": "ri.models.main.model.1", "branch": "main"},
        "runtimeConfiguration": {"minReplicas": 2, "maxReplicas": 2,
            "gpu": {"count": 1, "type": "T4"}, "sources": ["ri.a.b.c.d"],
            "environmentVariables": {"A": "1"}}})", &limits);
    check(request.value(LIVEBERTH_FIELD_GPU_COUNT) == 1, "a value");
    carry_out(plane, 1000, plane.create(1000, RID, PROJECT, request));
    check(plane.deployment_status(RID).state == LIVEBERTH_STATE_ACTIVE, "active");
    check(plane.deployment_status(RID).ready_replicas == 2, "two replicas");
    carry_out(plane, 2000, plane.replace(2000, RID, request));
    carry_out(plane, 2000, plane.load_sample(2000, RID, 3, 0, {{1, 2}, {2, 1}}));
    carry_out(plane, 2000, plane.load_sample(2000, RID, 0, 0, {}));
    carry_out(plane, 2000, plane.request_arrived(2000, RID));
    carry_out(plane, 2000, plane.cordon(2000, "node-1", true));
    carry_out(plane, 2000, plane.cordon(2000, "node-1", false));
    check_refused([&] { plane.move(2000, 99, "node-1"); }, LIVEBERTH_STATUS_REPLICA_NOT_FOUND, "99");
    route(plane);
    carry_out(plane, 3500, plane.replica_exited(3500, 1, 1, "out of memory", true));
    const Effects again = plane.resume_effects();
    check(!again.all().empty(), "effects to carry out again");
    carry_out(plane, 4000, plane.disable(4000, RID));
    while (const auto wake_ms = plane.next_wake()) {
        carry_out(plane, *wake_ms, plane.tick(*wake_ms));
    }
    check(plane.deployment_status(RID).state == LIVEBERTH_STATE_DISABLED, "disabled");
    for (const std::uint32_t kind :
         {LIVEBERTH_EFFECT_KIND_LAUNCH, LIVEBERTH_EFFECT_KIND_STOP, LIVEBERTH_EFFECT_KIND_SET_ROUTES,
          LIVEBERTH_EFFECT_KIND_STATUS, LIVEBERTH_EFFECT_KIND_LOG}) {
        check(understood.count(kind) == 1, "an effect says all of kind " + std::to_string(kind));
    }
    const Effects effects = plane.start(1000000, RID);
    check(contains(effects.text(), R"("type":"launch")"), "launched again");
    check_refused([&] { plane.create(1000000, RID, PROJECT, request); },
                  LIVEBERTH_STATUS_DEPLOYMENT_EXISTS, RID);
}
