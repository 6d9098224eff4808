/* The life of a deployment by typed calls alone, every part of its effects, and a router that takes
 * them. */

#include "harness.h"
#include "platform.h"

static const char replace_request[] =
    "{\"runtimeConfiguration\":{\"minReplicas\":1,\"maxReplicas\":3}}";

static struct liveberth_control_plane *plane;
static struct liveberth_router *router;
/* What the last launch said. */
static struct {
    int count;
    char node[32];
    uint32_t devices[2];
} launched;

static void carry_out(struct liveberth_effects *effects, uint64_t now_ms);

#define STEP(function, now_ms, ...) \
    do { \
        struct liveberth_effects *made = NULL; \
        struct liveberth_text *why = NULL; \
        liveberth_status status = \
            liveberth_control_plane_##function(plane, now_ms, __VA_ARGS__, &made, &why); \
        check_status(status, LIVEBERTH_STATUS_OK, #function); \
        liveberth_text_free(why); \
        carry_out(made, now_ms); \
    } while (0)

/* Notes what a replica that is to be launched gets. */
static void note_launch(const struct liveberth_effects *effects, size_t i)
{
    struct liveberth_slice node = liveberth_effects_node(effects, i);
    snprintf(launched.node, sizeof launched.node, "%.*s", (int)node.length, node.data);
    CHECK(liveberth_launch_device_count(effects, i) == 1, "devices");
    launched.devices[launched.count % 2] = liveberth_launch_device(effects, i, 0);
    launched.count++;
    is(liveberth_launch_version(effects, i), "ri.models.main.model-version.1");
    CHECK(liveberth_launch_thread_count(effects, i) == 32, "threads");
    CHECK(liveberth_launch_cpu_millicores(effects, i) == 1000, "cpu");
    CHECK(liveberth_launch_memory_bytes(effects, i) == UINT64_C(4) << 30, "memory");
    CHECK(liveberth_launch_source_count(effects, i) == 0, "sources");
    CHECK(liveberth_launch_variable_count(effects, i) == 1, "variables");
    is(liveberth_launch_variable_name(effects, i, 0), "A");
    is(liveberth_launch_variable_value(effects, i, 0), "1");
    is(liveberth_effects_deployment(effects, i), RID);
}

/* Does what effects ask for, as a host in miniature, and frees them. */
static void carry_out(struct liveberth_effects *effects, uint64_t now_ms)
{
    for (size_t i = 0; i < liveberth_effects_count(effects); i++) {
        uint64_t replica = liveberth_effects_replica(effects, i);
        uint32_t attempt = liveberth_effects_attempt(effects, i);
        struct liveberth_decisions *decisions = NULL;
        check_status(liveberth_router_take(router, now_ms, effects, i, &decisions, NULL),
                     LIVEBERTH_STATUS_OK, "router");
        liveberth_decisions_free(decisions);
        switch (liveberth_effects_kind(effects, i)) {
        case LIVEBERTH_EFFECT_KIND_LAUNCH:
            note_launch(effects, i);
            STEP(replica_ready, now_ms, replica, attempt);
            break;
        case LIVEBERTH_EFFECT_KIND_STOP:
            CHECK(liveberth_effects_grace_ms(effects, i) == 60000, "grace");
            STEP(replica_stopped, now_ms, replica, attempt);
            break;
        case LIVEBERTH_EFFECT_KIND_STATUS:
            CHECK(liveberth_effects_state(effects, i) != LIVEBERTH_STATE_NONE, "state");
            CHECK(liveberth_effects_reason(effects, i) != LIVEBERTH_REASON_NONE, "reason");
            break;
        case LIVEBERTH_EFFECT_KIND_SET_ROUTES:
            for (size_t k = 0; k < liveberth_effects_route_count(effects, i); k++) {
                struct liveberth_route route = liveberth_effects_route(effects, i, k);
                CHECK(route.priority == 0 && route.max_in_flight == 32, "a route");
            }
            break;
        default:
            CHECK(false, "an effect that nothing asked for");
        }
    }
    liveberth_effects_free(effects);
}

static struct liveberth_deployment_status status_now(void)
{
    struct liveberth_deployment_status status = {0};
    check_status(liveberth_control_plane_deployment_status(plane, TEXT(RID), &status, NULL),
                 LIVEBERTH_STATUS_OK, "status");
    return status;
}

static void make_platform(void)
{
    struct liveberth_node *node = NULL;
    const struct liveberth_slice group = {TEXT("gpu")};
    liveberth_node_new(TEXT("node-1"), TEXT("gpu"), 16000, UINT64_C(64) << 30, &node, NULL);
    check_status(liveberth_node_add_gpus(node, TEXT("T4"), 2, NULL), LIVEBERTH_STATUS_OK, "GPUs");
    STEP(node_up, 0, node);
    liveberth_node_free(node);
    STEP(enrollment_set, 0, 100000, LIVEBERTH_NONE);
    STEP(queue_set, 0, TEXT("cpu"), LIVEBERTH_QUEUE_KIND_VCPU, 16000,
         LIVEBERTH_ADMISSION_ORDER_STRICT_FIFO, &group, 1);
    STEP(queue_set, 0, TEXT("gpu"), LIVEBERTH_QUEUE_KIND_VGPU, 3,
         LIVEBERTH_ADMISSION_ORDER_BEST_EFFORT, &group, 1);
    STEP(project_set, 0, TEXT(PROJECT), TEXT("cpu"), TEXT("gpu"));
    STEP(version_published, 0, TEXT("ri.models.main.model.1"), TEXT("main"),
         TEXT("ri.models.main.model-version.1"), 1);
}

/* From nothing to ACTIVE, through a request, to DISABLED and back. */
static void live(void)
{
    struct liveberth_limits *limits = NULL;
    struct liveberth_report *report = NULL;
    check_status(liveberth_limits_of_project(plane, TEXT(PROJECT), &limits, NULL),
                 LIVEBERTH_STATUS_OK, "limits");
    liveberth_report_of_create_request(TEXT(create_request), limits, &report, NULL);
    liveberth_limits_free(limits);
    STEP(create, 1000, TEXT(RID), TEXT(PROJECT), report);
    struct liveberth_deployment_status status = status_now();
    CHECK(status.state == LIVEBERTH_STATE_ACTIVE && status.is_ready, "active");
    CHECK(status.reason == LIVEBERTH_REASON_SERVING, "serving");
    CHECK(status.desired_replicas == 2 && status.ready_replicas == 2, "both replicas");
    CHECK(status.next_try_at_ms == LIVEBERTH_NEVER, "nothing to try");
    CHECK(launched.count == 2 && strcmp(launched.node, "node-1") == 0, "two launches");
    CHECK(launched.devices[0] + launched.devices[1] == 1, "devices 0 and 1");

    STEP(replace, 1000, TEXT(RID), report);
    CHECK(launched.count == 2, "a replace that changes nothing");
    liveberth_report_free(report);

    const struct liveberth_in_flight in_flight[] = {{1, 2}, {2, 1}};
    STEP(load_sample, 1100, TEXT(RID), 3, 0, in_flight, 2);
    STEP(cordon, 1100, TEXT("node-1"), true);
    STEP(cordon, 1100, TEXT("node-1"), false);
    STEP(load_sample, 1200, TEXT(RID), 0, 0, NULL, 0);
    STEP(disable, 1300, TEXT(RID));
    for (uint64_t wake_ms = 0; wake_ms != LIVEBERTH_NEVER;) {
        liveberth_control_plane_next_wake(plane, &wake_ms, NULL);
        if (wake_ms != LIVEBERTH_NEVER) {
            struct liveberth_effects *effects = NULL;
            liveberth_control_plane_tick(plane, wake_ms, &effects, NULL);
            carry_out(effects, wake_ms);
        }
    }
    CHECK(status_now().state == LIVEBERTH_STATE_DISABLED && !status_now().is_ready, "disabled");
    STEP(start, 1000000, TEXT(RID));
    CHECK(status_now().state == LIVEBERTH_STATE_ACTIVE && launched.count == 4, "active again");
}

static uint64_t only(const struct liveberth_decisions *decisions, uint32_t kind)
{
    CHECK(liveberth_decisions_kind(decisions, 0) == kind, "the decision");
    return liveberth_decisions_replica(decisions, 0);
}

static void route(void)
{
    struct liveberth_decisions *decisions = NULL;
    uint64_t now_ms = 1000000;
    for (uint64_t request = 1; request <= 65; request++) {
        check_status(liveberth_router_arrived(router, now_ms, request, TEXT(RID), &decisions, NULL),
                     LIVEBERTH_STATUS_OK, "arrived");
        uint32_t wanted =
            request <= 64 ? LIVEBERTH_DECISION_KIND_FORWARD : LIVEBERTH_DECISION_KIND_WAIT;
        only(decisions, wanted);
        CHECK(liveberth_decisions_request(decisions, 0) == request, "the request");
        liveberth_decisions_free(decisions);
    }
    CHECK(liveberth_router_count(router) == 65, "under way");
    liveberth_router_finished(router, now_ms, 1, &decisions, NULL);
    CHECK(only(decisions, LIVEBERTH_DECISION_KIND_FORWARD) != LIVEBERTH_NONE, "a replica");
    liveberth_decisions_free(decisions);
    check_status(liveberth_router_arrived(router, now_ms, 65, TEXT(RID), &decisions, NULL),
                 LIVEBERTH_STATUS_REQUEST_NOT_NEW, "again");
    uint64_t wake_ms = 0;
    liveberth_router_next_wake(router, &wake_ms, NULL);
    liveberth_router_tick(router, wake_ms, &decisions, NULL);
    CHECK(liveberth_decisions_kind(decisions, 0) == LIVEBERTH_DECISION_KIND_TELL, "a sample");
    is(liveberth_decisions_deployment(decisions, 0), RID);
    struct liveberth_effects *effects = NULL;
    check_status(liveberth_control_plane_tell(plane, wake_ms, decisions, 0, &effects, NULL),
                 LIVEBERTH_STATUS_OK, "tell");
    liveberth_effects_free(effects);
    liveberth_decisions_free(decisions);
    STEP(disable, wake_ms, TEXT(RID));
    liveberth_router_arrived(router, wake_ms, 66, TEXT(RID), &decisions, NULL);
    CHECK(liveberth_decisions_refusal(decisions, 0) == LIVEBERTH_REFUSAL_DISABLED, "refused");
    liveberth_decisions_free(decisions);
}

/* The same answer typed and as text, saved and restored. */
static void both_heights(void)
{
    struct liveberth_effects *effects = NULL;
    struct liveberth_text *typed = NULL, *text = NULL, *saved = NULL;
    struct liveberth_control_plane *twin = NULL;
    liveberth_control_plane_save(plane, &saved, NULL);
    check_status(liveberth_control_plane_restore(liveberth_text_data(saved),
                                                 liveberth_text_length(saved), &twin, NULL),
                 LIVEBERTH_STATUS_OK, "restore");
    liveberth_control_plane_start(plane, 2000000, TEXT(RID), &effects, NULL);
    liveberth_effects_text(effects, &typed, NULL);
    liveberth_control_plane_step(twin, 2000000, TEXT(start), &text, NULL);
    CHECK(strcmp(liveberth_text_data(typed), liveberth_text_data(text)) == 0, "effects");
    CHECK(liveberth_text_length(typed) > 100, "there are some");
    liveberth_effects_free(effects);
    liveberth_control_plane_step_text(twin, 2000000, TEXT("{\"type\":\"tick\"}"), &effects, NULL);
    CHECK(liveberth_effects_count(effects) == 0, "nothing more");
    liveberth_effects_free(effects);
    liveberth_control_plane_resume_effects(twin, &effects, NULL);
    CHECK(liveberth_effects_count(effects) > 0, "to carry out again");
    liveberth_effects_free(effects);
    liveberth_text_free(typed);
    liveberth_text_free(text);
    liveberth_text_free(saved);
    liveberth_control_plane_free(twin);
}

/* A replica that exits for good, a stale answer, and a node that goes. */
static void fail(void)
{
    struct liveberth_effects *effects = NULL;
    liveberth_control_plane_replica_exited(plane, 2000001, 999, 1, TEXT("no"), true, &effects, NULL);
    CHECK(liveberth_effects_log_kind(effects, 0) == LIVEBERTH_LOG_KIND_STALE_EVENT, "stale");
    CHECK(liveberth_effects_replica(effects, 0) == 999, "which");
    liveberth_effects_free(effects);
    liveberth_control_plane_node_down(plane, 2000002, TEXT("node-1"), &effects, NULL);
    liveberth_effects_free(effects);
    CHECK(status_now().state == LIVEBERTH_STATE_STARTING, "without a node");
    CHECK(status_now().reason == LIVEBERTH_REASON_NO_CAPACITY, "without a node");
}

/* What was checked as another request creates nothing. */
static void refuse(void)
{
    struct liveberth_report *found = NULL;
    struct liveberth_effects *effects = NULL;
    liveberth_report_of_replace_request(TEXT(replace_request), NULL, &found, NULL);
    CHECK(liveberth_report_ok(found), "accepted");
    check_status(liveberth_control_plane_create(plane, 3000000, TEXT("ri.a.b.c.e"), TEXT(PROJECT),
                                                found, &effects, NULL),
                 LIVEBERTH_STATUS_NOT_ACCEPTED, "a request of the wrong kind");
    liveberth_report_free(found);
}

int main(void)
{
    liveberth_control_plane_new(NULL, 0, &plane, NULL);
    liveberth_router_new(LIVEBERTH_NONE, LIVEBERTH_NONE, LIVEBERTH_NONE, &router, NULL);
    make_platform();
    live();
    route();
    both_heights();
    fail();
    refuse();
    liveberth_router_free(router);
    liveberth_control_plane_free(plane);
    return verdict();
}
