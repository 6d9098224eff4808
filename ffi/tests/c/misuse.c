/* Every function with every misuse that it can notice: a status, an error text, nothing else.
 *
 * With the path of the list of exported symbols: the tables of calls.h name exactly those. */

#include "calls.h"

/* Where results go, filled so that a write is seen. */
static union {
    unsigned char bytes[64];
    void *handle;
} out, untouched;

static struct handles handles;

/* Arguments that a function takes, if not what they name. */
static struct arguments arguments_for(const struct call *call)
{
    struct arguments a = {
        .handle = handles.of[call->type],
        .others = &handles,
        .text = {{TEXT(RID)}, {TEXT(RID)}, {TEXT(RID)}},
        .out = &out,
    };
    if (call->type == NO_HANDLE && call->of_bad_utf8 == LIVEBERTH_STATUS_OK) {
        a.text[1] = (struct liveberth_slice){NULL, 0}; /* Limits. */
    }
    return a;
}

/* Makes a call and checks its status, and that it wrote what it owes and nothing else. */
static void check_call(const struct call *call, struct arguments a, liveberth_status wanted)
{
    struct liveberth_text *error = NULL;
    memcpy(&out, &untouched, sizeof out);
    a.error = &error;
    liveberth_status status = call->make(&a);
    check_status(status, wanted, call->name);
    if (status == LIVEBERTH_STATUS_OK) {
        CHECK(error == NULL, call->name);
        CHECK(call->out == NOTHING_OUT || memcmp(&out, &untouched, sizeof out) != 0, call->name);
        release(call->out, out.handle);
        return;
    }
    CHECK(memcmp(&out, &untouched, sizeof out) == 0, call->name);
    check_error(error, status, call->name);
    a.error = NULL;
    check_status(call->make(&a), wanted, call->name);
}

static void check_texts(const struct call *call)
{
    for (int i = 0; i < call->texts; i++) {
        struct arguments a = arguments_for(call);
        a.text[i].data = NULL;
        a.text[i].length = 1;
        check_call(call, a, LIVEBERTH_STATUS_NULL_POINTER);
        a.text[i].data = "";
        a.text[i].length = SIZE_MAX;
        check_call(call, a, LIVEBERTH_STATUS_INVALID_LENGTH);
        a.text[i].length = SIZE_MAX / 2 + 1;
        check_call(call, a, LIVEBERTH_STATUS_INVALID_LENGTH);
    }
    for (int i = 0; i < call->texts; i++) {
        /* The second text of a check is its limits, which have to be a text. */
        bool is_limits = i > 0 && call->of_bad_utf8 == LIVEBERTH_STATUS_OK;
        liveberth_status wanted = is_limits ? LIVEBERTH_STATUS_INVALID_LIMITS : call->of_bad_utf8;
        struct arguments a = arguments_for(call);
        a.text[i] = (struct liveberth_slice){TEXT("\"\xff\"")};
        check_call(call, a, wanted);
        /* The length counts, not a NUL: here one is inside the text, and none at its end. */
        static const char inside[] = {'"', 0, '\xff'};
        a.text[i] = (struct liveberth_slice){inside, sizeof inside};
        check_call(call, a, wanted);
    }
}

static void check_handle(const struct call *call)
{
    struct arguments a = arguments_for(call);
    if (call->type == NO_HANDLE) {
        return;
    }
    a.handle = NULL;
    check_call(call, a, LIVEBERTH_STATUS_NULL_POINTER);
    for (int type = TEXT_HANDLE; type < TYPES; type++) {
        if (type != (int)call->type) {
            a.handle = handles.of[type];
            check_call(call, a, LIVEBERTH_STATUS_WRONG_HANDLE);
        }
    }
    /* Not where any handle can be. */
    a.handle = (char *)handles.of[call->type] + 1;
    check_call(call, a, LIVEBERTH_STATUS_WRONG_HANDLE);
}

/* Every other handle that a function takes, besides the one that it is called on: NULL, which only
 * limits may be, and of another type. */
static void check_other_handles(const struct call *call)
{
    bool taken[TYPES] = {false};
    struct arguments a = arguments_for(call);
    a.taken = taken;
    a.handle = NULL; /* It is seen what the function takes, and nothing is done. */
    a.out = NULL;
    call->make(&a);
    for (int type = TEXT_HANDLE; type < TYPES; type++) {
        if (taken[type]) {
            struct handles others = handles;
            a = arguments_for(call);
            a.others = &others;
            others.of[type] = NULL;
            check_call(call, a,
                       type == LIMITS ? LIVEBERTH_STATUS_OK : LIVEBERTH_STATUS_NULL_POINTER);
            others.of[type] = handles.of[type == EFFECTS ? LIMITS : EFFECTS];
            check_call(call, a, LIVEBERTH_STATUS_WRONG_HANDLE);
        }
    }
}

static void check_calls(void)
{
    for (size_t i = 0; i < COUNT(calls); i++) {
        check_texts(&calls[i]);
        check_handle(&calls[i]);
        check_other_handles(&calls[i]);
        if (calls[i].out != NOTHING_OUT) {
            struct arguments a = arguments_for(&calls[i]);
            a.out = NULL;
            check_call(&calls[i], a, LIVEBERTH_STATUS_NULL_POINTER);
        }
    }
}

/* What is not there is nothing, and so is every part of what is no such handle. */
static void check_getters(void)
{
    for (size_t i = 0; i < COUNT(getters); i++) {
        const char *name = getters[i].name;
        CHECK(getters[i].has_nothing(NULL, 0), name);
        for (int type = TEXT_HANDLE; type < TYPES; type++) {
            CHECK(type == (int)getters[i].type || getters[i].has_nothing(handles.of[type], 0),
                  name);
        }
        CHECK(getters[i].indexed == WHOLE || getters[i].has_nothing(handles.of[getters[i].type], SIZE_MAX), name);
    }
}

/* NULL is harmless, and a handle of another type is left alone. */
static void check_releases(void)
{
    for (int freeing = TEXT_HANDLE; freeing < TYPES; freeing++) {
        releases[freeing].make(NULL);
        for (int type = TEXT_HANDLE; type < TYPES; type++) {
            if (type != freeing) {
                releases[freeing].make(handles.of[type]);
            }
        }
    }
    CHECK(strcmp(liveberth_text_data(handles.of[TEXT_HANDLE]), "[]") == 0, "still there");
}

/* Numbers that stand for nothing, and lists that cannot be. */
static void check_numbers(void)
{
    struct liveberth_effects *effects = NULL;
    struct liveberth_control_plane *plane = handles.of[PLANE];
    const struct liveberth_slice group = {TEXT("a")};
    liveberth_status of_kind = liveberth_control_plane_queue_set(
        plane, 0, TEXT("q"), 3, 1, LIVEBERTH_ADMISSION_ORDER_BEST_EFFORT, &group, 1, &effects, NULL);
    check_status(of_kind, LIVEBERTH_STATUS_UNKNOWN_NUMBER, "kind");
    liveberth_status of_order = liveberth_control_plane_queue_set(
        plane, 0, TEXT("q"), LIVEBERTH_QUEUE_KIND_VGPU, 1, 0, &group, 1, &effects, NULL);
    check_status(of_order, LIVEBERTH_STATUS_UNKNOWN_NUMBER, "order");
    liveberth_status of_null = liveberth_control_plane_queue_set(
        plane, 0, TEXT("q"), LIVEBERTH_QUEUE_KIND_VGPU, 1, 1, NULL, 1, &effects, NULL);
    check_status(of_null, LIVEBERTH_STATUS_NULL_POINTER, "groups");
    liveberth_status of_length = liveberth_control_plane_queue_set(
        plane, 0, TEXT("q"), LIVEBERTH_QUEUE_KIND_VGPU, 1, 1, &group, SIZE_MAX, &effects, NULL);
    check_status(of_length, LIVEBERTH_STATUS_INVALID_LENGTH, "groups");
    liveberth_status of_sample = liveberth_control_plane_load_sample(plane, 0, TEXT(RID), 0, 0, NULL,
                                                                     1, &effects, NULL);
    check_status(of_sample, LIVEBERTH_STATUS_NULL_POINTER, "in flight");
    check_status(liveberth_request_set_gpu_share(handles.of[REQUEST], 1001, NULL),
                 LIVEBERTH_STATUS_UNKNOWN_NUMBER, "share");
    check_status(liveberth_request_prefer_zones(handles.of[REQUEST], 0, NULL),
                 LIVEBERTH_STATUS_UNKNOWN_NUMBER, "mode");
    check_status(liveberth_node_add_gpus(handles.of[NODE], TEXT("T4"), 4096, NULL),
                 LIVEBERTH_STATUS_OK, "as many GPUs as can be");
    check_status(liveberth_node_add_gpus(handles.of[NODE], TEXT("T4"), UINT32_MAX, NULL),
                 LIVEBERTH_STATUS_UNKNOWN_NUMBER, "far more GPUs than can be");
    struct liveberth_text *error = NULL;
    check_status(liveberth_node_add_gpus(handles.of[NODE], TEXT("T4"), 1, &error),
                 LIVEBERTH_STATUS_UNKNOWN_NUMBER, "more GPUs than can be");
    CHECK(strstr(liveberth_text_data(error), "at most 4096 GPUs") != NULL, "how many can be");
    liveberth_text_free(error);
    check_status(liveberth_node_add_gpus(handles.of[NODE], TEXT("T5"), 1, NULL),
                 LIVEBERTH_STATUS_UNKNOWN_NAME, "no such GPU");
    const struct liveberth_route route = {1, 0, 1};
    struct liveberth_decisions *decisions = NULL;
    check_status(liveberth_router_set_routes(handles.of[ROUTER], 0, TEXT(RID), NULL, 1, &decisions,
                                             NULL),
                 LIVEBERTH_STATUS_NULL_POINTER, "routes");
    check_status(liveberth_router_set_routes(handles.of[ROUTER], 0, TEXT(RID), &route, SIZE_MAX,
                                             &decisions, NULL),
                 LIVEBERTH_STATUS_INVALID_LENGTH, "routes");
    check_status(liveberth_router_set_status(handles.of[ROUTER], 0, TEXT(RID), 0, true, &decisions,
                                             NULL),
                 LIVEBERTH_STATUS_UNKNOWN_NUMBER, "state");
    CHECK(decisions == NULL, "nothing was decided");
    struct liveberth_cluster *cluster = NULL;
    check_status(liveberth_cluster_new(TEXT("worst"), &cluster, NULL),
                 LIVEBERTH_STATUS_UNKNOWN_NAME, "no such policy");
    CHECK(effects == NULL && cluster == NULL, "nothing was made");
}

/* The names are the header's own; the numbers are for ever. */
static void check_names(void)
{
    CHECK(strcmp(liveberth_status_name(0), "ok") == 0, "0");
    CHECK(strcmp(liveberth_status_name(64), "deployment_not_found") == 0, "64");
    CHECK(strcmp(liveberth_code_name(LIVEBERTH_CODE_REQUIRED), "required") == 0, "required");
    CHECK(strcmp(liveberth_state_name(LIVEBERTH_STATE_ACTIVE), "ACTIVE") == 0, "active");
    CHECK(strcmp(liveberth_reason_name(LIVEBERTH_REASON_CRASH_LOOP), "CRASH_LOOP") == 0, "reason");
#define CHECK_UNKNOWN(name, unknown) CHECK(strcmp(liveberth_##name(UINT32_MAX), unknown) == 0, #name);
    NAMES(CHECK_UNKNOWN)
}

/* Both outputs in one variable, as the header allows. */
static void check_one_variable_for_both(void)
{
    struct liveberth_text *answer = NULL;
    struct liveberth_control_plane *plane = handles.of[PLANE];
    check_status(liveberth_control_plane_list(plane, &answer, &answer), LIVEBERTH_STATUS_OK, "one");
    CHECK(strcmp(liveberth_text_data(answer), "[]") == 0, "an answer");
    liveberth_text_free(answer);
    liveberth_status status = liveberth_control_plane_step(plane, 0, TEXT("{}"), &answer, &answer);
    check_error(answer, status, "an error");
}

/* Whether a table has a function of this name. */
static bool is_known(const char *name)
{
    bool found = false;
#define LOOK_FOR(it) found = found || strcmp("liveberth_" #it, name) == 0;
#define LOOK_FOR_NAME(it, unknown) LOOK_FOR(it)
    CONSTANTS(LOOK_FOR)
    NAMES(LOOK_FOR_NAME)
    for (size_t i = 0; i < COUNT(calls); i++) {
        found = found || strcmp(calls[i].name, name) == 0;
    }
    for (size_t i = 0; i < COUNT(getters); i++) {
        found = found || strcmp(getters[i].name, name) == 0;
    }
    for (int type = TEXT_HANDLE; type < TYPES; type++) {
        found = found || strcmp(releases[type].name, name) == 0;
    }
    return found;
}

/* Nobody adds a function and forgets what may go wrong with it. */
static void check_that_all_are_known(const char *path)
{
    char name[128];
    size_t known = COUNT(calls) + COUNT(getters) + TYPES - 1 + 4 + 2, exported = 0;
    FILE *symbols = fopen(path, "r");
    CHECK(symbols != NULL, path);
    while (symbols != NULL && fscanf(symbols, "%127s", name) == 1) {
        exported++;
        CHECK(is_known(name), name);
    }
    CHECK(symbols == NULL || exported == known, "as many are known as are exported");
    if (symbols != NULL) {
        fclose(symbols);
    }
}

int main(int argument_count, char **arguments)
{
    memset(&untouched, 0xa5, sizeof untouched);
    handles = make_handles();
    struct liveberth_text *before = NULL, *after = NULL;
    CHECK(liveberth_control_plane_save(handles.of[PLANE], &before, NULL) == LIVEBERTH_STATUS_OK, "");
    check_calls();
    check_getters();
    check_releases();
    check_numbers();
    check_names();
    check_one_variable_for_both();
    if (argument_count > 1) {
        check_that_all_are_known(arguments[1]);
    }
    /* Nothing has come of all that. */
    CHECK(liveberth_control_plane_save(handles.of[PLANE], &after, NULL) == LIVEBERTH_STATUS_OK, "");
    CHECK(strcmp(liveberth_text_data(before), liveberth_text_data(after)) == 0, "the state");
    liveberth_text_free(before);
    liveberth_text_free(after);
    free_handles(&handles);
    return verdict();
}
