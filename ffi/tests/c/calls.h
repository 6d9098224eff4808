/* Every function of the header as a row of a table, by what may go wrong with it. */

#ifndef CALLS_H
#define CALLS_H

#include <stdint.h>

#include "harness.h"
#include "platform.h"

/* The types of handles. */
enum type {
    NO_HANDLE,
    TEXT_HANDLE,
    LIMITS,
    REPORT,
    EFFECTS,
    PLANE,
    NODE,
    REQUEST,
    CLUSTER,
    PLACEMENT,
    ROUTER,
    DECISIONS,
    TYPES,
};

/* What a function writes on success: a handle of a type, or one of these. */
enum { NOTHING_OUT = NO_HANDLE, NUMBER_OUT = TYPES, STATUS_OUT };

/* One handle of each type. */
struct handles {
    void *of[TYPES];
};

/* What one call is made with. */
struct arguments {
    void *handle;
    const struct handles *others;
    /* Notes the types of the others that the function takes; NULL where nobody asks. */
    bool *taken;
    struct liveberth_slice text[3];
    void *out;
    struct liveberth_text **error;
};

static inline void *other(const struct arguments *a, enum type type)
{
    if (a->taken != NULL) {
        a->taken[type] = true;
    }
    return a->others->of[type];
}

#define T(n) a->text[n].data, a->text[n].length
#define H a->handle
#define OTHER(type) other(a, type)
#define E a->error

/* Functions that can fail:
 *   X(what it is called on, whether it only reads it, what it writes, the texts it takes, what it
 *     makes of a text that is not UTF-8, name, call) */
#define CALLS(X) \
    X(NO_HANDLE, true, TEXT_HANDLE, 2, OK, check_runtime_configuration, (T(0), T(1), a->out, E)) \
    X(NO_HANDLE, true, TEXT_HANDLE, 2, OK, check_create_request, (T(0), T(1), a->out, E)) \
    X(NO_HANDLE, true, TEXT_HANDLE, 2, OK, check_replace_request, (T(0), T(1), a->out, E)) \
    X(NO_HANDLE, true, LIMITS, 1, INVALID_LIMITS, limits_new, (T(0), a->out, E)) \
    X(PLANE, true, LIMITS, 1, INVALID_UTF8, limits_of_project, (H, T(0), a->out, E)) \
    X(NO_HANDLE, true, REPORT, 1, OK, report_of_runtime_configuration, \
      (T(0), OTHER(LIMITS), a->out, E)) \
    X(NO_HANDLE, true, REPORT, 1, OK, report_of_create_request, (T(0), OTHER(LIMITS), a->out, E)) \
    X(NO_HANDLE, true, REPORT, 1, OK, report_of_replace_request, (T(0), OTHER(LIMITS), a->out, E)) \
    X(REPORT, true, TEXT_HANDLE, 0, OK, report_text, (H, a->out, E)) \
    X(EFFECTS, true, TEXT_HANDLE, 0, OK, effects_text, (H, a->out, E)) \
    X(NO_HANDLE, true, PLANE, 1, MALFORMED, control_plane_new, (T(0), a->out, E)) \
    X(NO_HANDLE, true, PLANE, 1, MALFORMED, control_plane_restore, (T(0), a->out, E)) \
    X(PLANE, false, TEXT_HANDLE, 1, MALFORMED, control_plane_step, (H, 0, T(0), a->out, E)) \
    X(PLANE, true, NUMBER_OUT, 0, OK, control_plane_next_wake, (H, a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 1, INVALID_UTF8, control_plane_status, (H, T(0), a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 1, INVALID_UTF8, control_plane_deployment, (H, T(0), a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 1, INVALID_UTF8, control_plane_limits, (H, T(0), a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 1, MALFORMED, control_plane_what_if, (H, T(0), a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 1, MALFORMED, control_plane_compare, (H, T(0), a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 1, MALFORMED, control_plane_repack, (H, T(0), a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 0, OK, control_plane_list, (H, a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 0, OK, control_plane_nodes, (H, a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 0, OK, control_plane_queues, (H, a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 0, OK, control_plane_resume, (H, a->out, E)) \
    X(PLANE, true, TEXT_HANDLE, 0, OK, control_plane_save, (H, a->out, E)) \
    X(PLANE, true, STATUS_OUT, 1, INVALID_UTF8, control_plane_deployment_status, \
      (H, T(0), a->out, E)) \
    X(PLANE, true, EFFECTS, 0, OK, control_plane_resume_effects, (H, a->out, E)) \
    X(PLANE, false, EFFECTS, 1, MALFORMED, control_plane_step_text, (H, 0, T(0), a->out, E)) \
    X(PLANE, false, EFFECTS, 0, OK, control_plane_tick, (H, 0, a->out, E)) \
    X(PLANE, false, EFFECTS, 2, INVALID_UTF8, control_plane_create, \
      (H, 0, T(0), T(1), OTHER(REPORT), a->out, E)) \
    X(PLANE, false, EFFECTS, 1, INVALID_UTF8, control_plane_replace, \
      (H, 0, T(0), OTHER(REPORT), a->out, E)) \
    X(PLANE, false, EFFECTS, 1, INVALID_UTF8, control_plane_disable, (H, 0, T(0), a->out, E)) \
    X(PLANE, false, EFFECTS, 1, INVALID_UTF8, control_plane_start, (H, 0, T(0), a->out, E)) \
    X(PLANE, false, EFFECTS, 0, OK, control_plane_replica_ready, (H, 0, 999, 1, a->out, E)) \
    X(PLANE, false, EFFECTS, 0, OK, control_plane_replica_unready, (H, 0, 999, 1, a->out, E)) \
    X(PLANE, false, EFFECTS, 1, INVALID_UTF8, control_plane_replica_exited, \
      (H, 0, 999, 1, T(0), true, a->out, E)) \
    X(PLANE, false, EFFECTS, 0, OK, control_plane_replica_stopped, (H, 0, 999, 1, a->out, E)) \
    X(PLANE, false, EFFECTS, 1, INVALID_UTF8, control_plane_move, (H, 0, 999, T(0), a->out, E)) \
    X(PLANE, false, EFFECTS, 1, INVALID_UTF8, control_plane_load_sample, \
      (H, 0, T(0), 0, 0, NULL, 0, a->out, E)) \
    X(PLANE, false, EFFECTS, 1, INVALID_UTF8, control_plane_request_arrived, \
      (H, 0, T(0), a->out, E)) \
    X(PLANE, false, EFFECTS, 0, OK, control_plane_node_up, (H, 0, OTHER(NODE), a->out, E)) \
    X(PLANE, false, EFFECTS, 1, INVALID_UTF8, control_plane_node_down, (H, 0, T(0), a->out, E)) \
    X(PLANE, false, EFFECTS, 1, INVALID_UTF8, control_plane_cordon, (H, 0, T(0), true, a->out, E)) \
    X(PLANE, false, EFFECTS, 2, INVALID_UTF8, control_plane_queue_set, \
      (H, 0, T(0), LIVEBERTH_QUEUE_KIND_VCPU, 1, LIVEBERTH_ADMISSION_ORDER_STRICT_FIFO, \
       &a->text[1], 1, a->out, E)) \
    X(PLANE, false, EFFECTS, 0, OK, control_plane_enrollment_set, \
      (H, 0, LIVEBERTH_NONE, LIVEBERTH_NONE, a->out, E)) \
    X(PLANE, false, EFFECTS, 3, INVALID_UTF8, control_plane_project_set, \
      (H, 0, T(0), T(1), T(2), a->out, E)) \
    X(PLANE, false, EFFECTS, 3, INVALID_UTF8, control_plane_version_published, \
      (H, 0, T(0), T(1), T(2), 1, a->out, E)) \
    X(PLANE, false, EFFECTS, 0, OK, control_plane_tell, (H, 0, OTHER(DECISIONS), 0, a->out, E)) \
    X(NO_HANDLE, true, NODE, 2, INVALID_UTF8, node_new, (T(0), T(1), 1000, 1000, a->out, E)) \
    X(NODE, false, NOTHING_OUT, 1, INVALID_UTF8, node_add_gpus, (H, T(0), 1, E)) \
    X(NODE, false, NOTHING_OUT, 1, INVALID_UTF8, node_set_zone, (H, T(0), E)) \
    X(NODE, false, NOTHING_OUT, 2, INVALID_UTF8, node_set_label, (H, T(0), T(1), E)) \
    X(NO_HANDLE, true, REQUEST, 0, OK, request_new, (1000, 1000, a->out, E)) \
    X(REQUEST, false, NOTHING_OUT, 1, INVALID_UTF8, request_add_compute_group, (H, T(0), E)) \
    X(REQUEST, false, NOTHING_OUT, 0, OK, request_set_gpus, (H, 1, E)) \
    X(REQUEST, false, NOTHING_OUT, 0, OK, request_set_gpu_share, (H, 500, E)) \
    X(REQUEST, false, NOTHING_OUT, 1, INVALID_UTF8, request_accept_gpu_type, (H, T(0), E)) \
    X(REQUEST, false, NOTHING_OUT, 2, INVALID_UTF8, request_require_label, (H, T(0), T(1), E)) \
    X(REQUEST, false, NOTHING_OUT, 1, INVALID_UTF8, request_prefer_gpu_type, (H, T(0), E)) \
    X(REQUEST, false, NOTHING_OUT, 0, OK, request_prefer_zones, \
      (H, LIVEBERTH_ZONE_MODE_SPREAD, E)) \
    X(REQUEST, false, NOTHING_OUT, 1, INVALID_UTF8, request_count_in_zone, (H, T(0), 1, E)) \
    X(NO_HANDLE, true, CLUSTER, 1, INVALID_UTF8, cluster_new, (T(0), a->out, E)) \
    X(CLUSTER, false, NOTHING_OUT, 0, OK, cluster_set_node, (H, OTHER(NODE), E)) \
    X(CLUSTER, false, NOTHING_OUT, 1, INVALID_UTF8, cluster_node_down, (H, T(0), E)) \
    X(CLUSTER, false, NOTHING_OUT, 1, INVALID_UTF8, cluster_cordon, (H, T(0), true, E)) \
    X(CLUSTER, false, PLACEMENT, 0, OK, cluster_place, (H, 7, OTHER(REQUEST), a->out, E)) \
    X(CLUSTER, false, NOTHING_OUT, 1, INVALID_UTF8, cluster_release, (H, T(0), 7, E)) \
    X(CLUSTER, true, TEXT_HANDLE, 0, OK, cluster_explain, (H, OTHER(REQUEST), 1, a->out, E)) \
    X(CLUSTER, true, TEXT_HANDLE, 0, OK, cluster_what_if, (H, OTHER(REQUEST), 1, a->out, E)) \
    X(CLUSTER, true, TEXT_HANDLE, 0, OK, cluster_repack, (H, OTHER(REQUEST), 1, 1, a->out, E)) \
    X(NO_HANDLE, true, ROUTER, 0, OK, router_new, \
      (LIVEBERTH_NONE, LIVEBERTH_NONE, LIVEBERTH_NONE, a->out, E)) \
    X(ROUTER, false, DECISIONS, 0, OK, router_take, (H, 0, OTHER(EFFECTS), 0, a->out, E)) \
    X(ROUTER, false, DECISIONS, 1, INVALID_UTF8, router_set_routes, \
      (H, 0, T(0), NULL, 0, a->out, E)) \
    X(ROUTER, false, DECISIONS, 1, INVALID_UTF8, router_set_status, \
      (H, 0, T(0), LIVEBERTH_STATE_ACTIVE, true, a->out, E)) \
    X(ROUTER, false, DECISIONS, 1, INVALID_UTF8, router_arrived, (H, 0, 1, T(0), a->out, E)) \
    X(ROUTER, false, DECISIONS, 0, OK, router_finished, (H, 0, 1, a->out, E)) \
    X(ROUTER, false, DECISIONS, 0, OK, router_tick, (H, 0, a->out, E)) \
    X(ROUTER, true, NUMBER_OUT, 0, OK, router_next_wake, (H, a->out, E))

#define EMPTY(slice) is_empty(slice)
#define AT (h, i)
#define IS_NONE(number) ((number) == LIVEBERTH_NONE)

static inline bool is_empty(struct liveberth_slice slice)
{
    return slice.data == NULL && slice.length == 0;
}

/* Functions that give a part of something, and what they say where there is no such part:
 *   X(what they are called on, whether they ask for a part by its number, name, whether they say
 *     that there is nothing) */
enum { WHOLE, INDEXED };
#define GETTERS(X) \
    X(TEXT_HANDLE, WHOLE, text_data, strcmp(liveberth_text_data(h), "") == 0) \
    X(TEXT_HANDLE, WHOLE, text_length, liveberth_text_length(h) == 0) \
    X(REPORT, WHOLE, report_ok, !liveberth_report_ok(h)) \
    X(REPORT, WHOLE, report_count, liveberth_report_count(h) == 0) \
    X(REPORT, INDEXED, report_severity, liveberth_report_severity AT == LIVEBERTH_SEVERITY_NONE) \
    X(REPORT, INDEXED, report_code, liveberth_report_code AT == LIVEBERTH_CODE_NONE) \
    X(REPORT, INDEXED, report_path, EMPTY(liveberth_report_path AT)) \
    X(REPORT, INDEXED, report_message, EMPTY(liveberth_report_message AT)) \
    X(REPORT, INDEXED, report_error_name, EMPTY(liveberth_report_error_name AT)) \
    X(REPORT, INDEXED, report_parameter_count, liveberth_report_parameter_count AT == 0) \
    X(REPORT, INDEXED, report_parameter_name, EMPTY(liveberth_report_parameter_name(h, 0, i))) \
    X(REPORT, INDEXED, report_parameter_kind, \
      liveberth_report_parameter_kind(h, 0, i) == LIVEBERTH_PARAMETER_KIND_NONE) \
    X(REPORT, INDEXED, report_parameter_number, liveberth_report_parameter_number(h, 0, i) == 0) \
    X(REPORT, INDEXED, report_parameter_item_count, liveberth_report_parameter_item_count(h, 0, i) == 0) \
    X(REPORT, INDEXED, report_parameter_item, EMPTY(liveberth_report_parameter_item(h, 0, 0, i))) \
    X(REPORT, INDEXED, report_value, IS_NONE(liveberth_report_value(h, (uint32_t)i))) \
    X(REPORT, WHOLE, report_scale_up_load_threshold, liveberth_report_scale_up_load_threshold(h) == -1) \
    X(REPORT, WHOLE, report_gpu_type, EMPTY(liveberth_report_gpu_type(h))) \
    X(REPORT, WHOLE, report_source_count, liveberth_report_source_count(h) == 0) \
    X(REPORT, INDEXED, report_source, EMPTY(liveberth_report_source AT)) \
    X(REPORT, WHOLE, report_variable_count, liveberth_report_variable_count(h) == 0) \
    X(REPORT, INDEXED, report_variable_name, EMPTY(liveberth_report_variable_name AT)) \
    X(REPORT, INDEXED, report_variable_value, EMPTY(liveberth_report_variable_value AT)) \
    X(REPORT, WHOLE, report_model, EMPTY(liveberth_report_model(h))) \
    X(REPORT, WHOLE, report_branch, EMPTY(liveberth_report_branch(h))) \
    X(EFFECTS, WHOLE, effects_count, liveberth_effects_count(h) == 0) \
    X(EFFECTS, INDEXED, effects_kind, liveberth_effects_kind AT == LIVEBERTH_EFFECT_KIND_NONE) \
    X(EFFECTS, INDEXED, effects_replica, IS_NONE(liveberth_effects_replica AT)) \
    X(EFFECTS, INDEXED, effects_attempt, liveberth_effects_attempt AT == 0) \
    X(EFFECTS, INDEXED, effects_deployment, EMPTY(liveberth_effects_deployment AT)) \
    X(EFFECTS, INDEXED, effects_node, EMPTY(liveberth_effects_node AT)) \
    X(EFFECTS, INDEXED, effects_grace_ms, IS_NONE(liveberth_effects_grace_ms AT)) \
    X(EFFECTS, INDEXED, effects_log_kind, liveberth_effects_log_kind AT == LIVEBERTH_LOG_KIND_NONE) \
    X(EFFECTS, INDEXED, effects_message, EMPTY(liveberth_effects_message AT)) \
    X(EFFECTS, INDEXED, effects_route_count, liveberth_effects_route_count AT == 0) \
    X(EFFECTS, INDEXED, effects_route, IS_NONE(liveberth_effects_route(h, 0, i).replica)) \
    X(EFFECTS, INDEXED, effects_state, liveberth_effects_state AT == LIVEBERTH_STATE_NONE) \
    X(EFFECTS, INDEXED, effects_is_ready, !liveberth_effects_is_ready AT) \
    X(EFFECTS, INDEXED, effects_reason, liveberth_effects_reason AT == LIVEBERTH_REASON_NONE) \
    X(EFFECTS, INDEXED, launch_device_count, liveberth_launch_device_count AT == 0) \
    X(EFFECTS, INDEXED, launch_device, liveberth_launch_device(h, 0, i) == UINT32_MAX) \
    X(EFFECTS, INDEXED, launch_version, EMPTY(liveberth_launch_version AT)) \
    X(EFFECTS, INDEXED, launch_thread_count, liveberth_launch_thread_count AT == 0) \
    X(EFFECTS, INDEXED, launch_cpu_millicores, IS_NONE(liveberth_launch_cpu_millicores AT)) \
    X(EFFECTS, INDEXED, launch_memory_bytes, IS_NONE(liveberth_launch_memory_bytes AT)) \
    X(EFFECTS, INDEXED, launch_source_count, liveberth_launch_source_count AT == 0) \
    X(EFFECTS, INDEXED, launch_source, EMPTY(liveberth_launch_source(h, 0, i))) \
    X(EFFECTS, INDEXED, launch_variable_count, liveberth_launch_variable_count AT == 0) \
    X(EFFECTS, INDEXED, launch_variable_name, EMPTY(liveberth_launch_variable_name(h, 0, i))) \
    X(EFFECTS, INDEXED, launch_variable_value, EMPTY(liveberth_launch_variable_value(h, 0, i))) \
    X(PLACEMENT, WHOLE, placement_node, EMPTY(liveberth_placement_node(h))) \
    X(PLACEMENT, WHOLE, placement_device_count, liveberth_placement_device_count(h) == 0) \
    X(PLACEMENT, INDEXED, placement_device, liveberth_placement_device AT == UINT32_MAX) \
    X(ROUTER, WHOLE, router_count, liveberth_router_count(h) == 0) \
    X(DECISIONS, WHOLE, decisions_count, liveberth_decisions_count(h) == 0) \
    X(DECISIONS, INDEXED, decisions_kind, liveberth_decisions_kind AT == LIVEBERTH_DECISION_KIND_NONE) \
    X(DECISIONS, INDEXED, decisions_request, IS_NONE(liveberth_decisions_request AT)) \
    X(DECISIONS, INDEXED, decisions_replica, IS_NONE(liveberth_decisions_replica AT)) \
    X(DECISIONS, INDEXED, decisions_refusal, liveberth_decisions_refusal AT == LIVEBERTH_REFUSAL_NONE) \
    X(DECISIONS, INDEXED, decisions_deployment, EMPTY(liveberth_decisions_deployment AT))

/* What frees a handle of each type. */
#define FREES(X) \
    X(TEXT_HANDLE, text) \
    X(LIMITS, limits) \
    X(REPORT, report) \
    X(EFFECTS, effects) \
    X(PLANE, control_plane) \
    X(NODE, node) \
    X(REQUEST, request) \
    X(CLUSTER, cluster) \
    X(PLACEMENT, placement) \
    X(ROUTER, router) \
    X(DECISIONS, decisions)

/* Functions that take a number and have a name for it. */
#define NAMES(X) X(status_name, "unnumbered") X(code_name, "unnumbered") X(state_name, "NONE") \
    X(reason_name, "NONE")

/* Functions that take nothing. */
#define CONSTANTS(X) X(abi_version) X(version)

#define DEFINE_CALL(type, reads, out, texts, utf8, name, call) \
    static liveberth_status call_##name(const struct arguments *a) { return liveberth_##name call; }
CALLS(DEFINE_CALL)

#define DEFINE_GETTER(type, indexed, name, nothing) \
    static bool has_no_##name(const void *h, size_t i) { (void)i; return nothing; }
GETTERS(DEFINE_GETTER)

#define DEFINE_FREE(type, name) \
    static void free_##name(void *handle) { liveberth_##name##_free(handle); }
FREES(DEFINE_FREE)

static const struct call {
    enum type type;
    bool reads;
    int out;
    int texts;
    liveberth_status of_bad_utf8;
    const char *name;
    liveberth_status (*make)(const struct arguments *);
} calls[] = {
#define CALL_ROW(type, reads, out, texts, utf8, name, call) \
    {type, reads, out, texts, LIVEBERTH_STATUS_##utf8, "liveberth_" #name, call_##name},
    CALLS(CALL_ROW)
};

static const struct getter {
    enum type type;
    int indexed;
    const char *name;
    bool (*has_nothing)(const void *, size_t);
} getters[] = {
#define GETTER_ROW(type, indexed, name, nothing) {type, indexed, "liveberth_" #name, has_no_##name},
    GETTERS(GETTER_ROW)
};

static const struct release {
    const char *name;
    void (*make)(void *);
} releases[TYPES] = {
#define FREE_ROW(type, name) [type] = {"liveberth_" #name "_free", free_##name},
    FREES(FREE_ROW)
};

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

/* Frees what a call has written, if it is a handle. */
static inline void release(int out, void *handle)
{
    if (out > NO_HANDLE && out < TYPES) {
        releases[out].make(handle);
    }
}

/* A handle of each type. */
static inline struct handles make_handles(void)
{
    struct handles handles = {{NULL}};
    struct liveberth_text *error = NULL;
    const struct arguments a = {
        .others = &handles,
        .text = {{NULL, 0}, {NULL, 0}, {NULL, 0}},
        .error = &error,
    };
    const struct {
        enum type type;
        liveberth_status (*make)(const struct arguments *);
        enum type on;
    } makes[] = {
        {LIMITS, call_limits_new, NO_HANDLE},
        {PLANE, call_control_plane_new, NO_HANDLE},
        {EFFECTS, call_control_plane_tick, PLANE},
        {TEXT_HANDLE, call_control_plane_list, PLANE},
        {NODE, call_node_new, NO_HANDLE},
        {REQUEST, call_request_new, NO_HANDLE},
        {ROUTER, call_router_new, NO_HANDLE},
        {DECISIONS, call_router_tick, ROUTER},
    };
    for (size_t i = 0; i < COUNT(makes); i++) {
        struct arguments with = a;
        with.handle = handles.of[makes[i].on];
        with.out = &handles.of[makes[i].type];
        check_status(makes[i].make(&with), LIVEBERTH_STATUS_OK, "making a handle");
    }
    struct liveberth_report *report = NULL;
    CHECK(liveberth_report_of_create_request(TEXT(create_request), NULL, &report, NULL) ==
              LIVEBERTH_STATUS_OK,
          "a report");
    handles.of[REPORT] = report;
    struct liveberth_cluster *cluster = NULL;
    struct liveberth_placement *placement = NULL;
    CHECK(liveberth_cluster_new(NULL, 0, &cluster, NULL) == LIVEBERTH_STATUS_OK, "a cluster");
    liveberth_node_set_zone(handles.of[NODE], TEXT("z"), NULL);
    liveberth_cluster_set_node(cluster, handles.of[NODE], NULL);
    /* The node is in the compute group "", as its text is NULL. */
    liveberth_request_add_compute_group(handles.of[REQUEST], NULL, 0, NULL);
    CHECK(liveberth_cluster_place(cluster, 1, handles.of[REQUEST], &placement, NULL) ==
              LIVEBERTH_STATUS_OK,
          "a place");
    handles.of[CLUSTER] = cluster;
    handles.of[PLACEMENT] = placement;
    return handles;
}

static inline void free_handles(struct handles *handles)
{
    for (int type = TEXT_HANDLE; type < TYPES; type++) {
        releases[type].make(handles->of[type]);
        handles->of[type] = NULL;
    }
}

#endif
