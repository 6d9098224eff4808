/* Many calls, and as much memory in use after them as before. */

#include <malloc.h>
#include <stdlib.h>

#include "drive.h"

static const char configuration[] = "{\"minReplicas\":0,\"maxReplicas\":-1,\"gpu\":{\"count\":1}}";

static int round_of_typed_calls(struct liveberth_control_plane *plane)
{
    struct liveberth_limits *limits = NULL;
    struct liveberth_report *report = NULL;
    struct liveberth_effects *effects = NULL;
    struct liveberth_text *error = NULL;

    liveberth_limits_of_project(plane, TEXT(PROJECT), &limits, NULL);
    liveberth_report_of_runtime_configuration(TEXT(configuration), limits, &report, NULL);
    liveberth_control_plane_replace(plane, 1000, TEXT(RID), report, &effects, &error);
    liveberth_report_free(report);
    liveberth_text_free(error);
    liveberth_control_plane_replica_ready(plane, 1000, 999, 1, &effects, NULL);
    liveberth_effects_free(effects);
    liveberth_limits_free(limits);
    return 4;
}

/* One of each kind of call, those that fail included. The state is in the end what it was. */
static int round_of_calls(struct liveberth_control_plane *plane)
{
    struct liveberth_text *answer = NULL;
    struct liveberth_control_plane *refused = NULL;
    uint64_t wake_ms = 0;

    liveberth_check_runtime_configuration(TEXT(configuration), NULL, 0, &answer, &answer);
    liveberth_text_free(answer);
    liveberth_check_create_request(TEXT("{}"), TEXT("]"), &answer, &answer);
    liveberth_text_free(answer);
    liveberth_control_plane_new(TEXT("]"), &refused, &answer);
    liveberth_text_free(answer);
    liveberth_control_plane_status(plane, TEXT(RID), &answer, &answer);
    liveberth_text_free(answer);
    liveberth_control_plane_save(plane, &answer, &answer);
    liveberth_text_free(answer);
    liveberth_control_plane_next_wake(plane, &wake_ms, NULL);
    liveberth_control_plane_step(plane, 1000, TEXT("{\"type\":\"tick\"}"), &answer, &answer);
    liveberth_text_free(answer);
    liveberth_control_plane_step(plane, 1000, create, strlen(create), &answer, &answer);
    liveberth_text_free(answer);
    liveberth_control_plane_step(plane, 1000, TEXT("{}"), NULL, NULL);
    liveberth_control_plane_free(refused);
    return 9 + round_of_typed_calls(plane);
}

static void make_calls(struct liveberth_control_plane *plane, long count)
{
    for (long made = 0; made < count;) {
        made += round_of_calls(plane);
    }
}

int main(int argument_count, char **arguments)
{
    long count = argument_count > 1 ? strtol(arguments[1], NULL, 10) : 100000;
    struct liveberth_control_plane *plane = active();
    /* malloc keeps some of what was freed and counts it as in use, up to a bound reached early. */
    make_calls(plane, count / 4);
    size_t bytes_before = mallinfo2().uordblks;
    make_calls(plane, count);
    size_t bytes_after = mallinfo2().uordblks;
    CHECK(bytes_before == bytes_after, "bytes in use");
    check_state(plane, "ACTIVE");
    liveberth_control_plane_free(plane);
    return verdict();
}
