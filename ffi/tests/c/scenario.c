/* A deployment from create to active, through a restart of the host, to disabled. */

#include "drive.h"

typedef struct liveberth_text *text;

/* What has to be there while the deployment is active. */
static void check_reads(const struct liveberth_control_plane *plane)
{
    static const struct {
        const char *what;
        liveberth_status (*read)(const struct liveberth_control_plane *, text *, text *);
        const char *wanted;
    } reads[] = {
        {"list", liveberth_control_plane_list, "\"rid\":\"" RID "\""},
        {"nodes", liveberth_control_plane_nodes, "\"deployment\":\"" RID "\""},
        {"queues", liveberth_control_plane_queues, "\"usage\":2"},
        {"resume", liveberth_control_plane_resume, "\"type\":\"setRoutes\""},
    };
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        text answer = NULL;
        check_status(reads[i].read(plane, &answer, &answer), LIVEBERTH_STATUS_OK, reads[i].what);
        CHECK(contains(answer, reads[i].wanted), liveberth_text_data(answer));
        liveberth_text_free(answer);
    }
}

static void check_status_and_limits(const struct liveberth_control_plane *plane)
{
    text answer = NULL;
    check_status(liveberth_control_plane_status(plane, TEXT(RID), &answer, &answer),
                 LIVEBERTH_STATUS_OK, "status");
    CHECK(contains(answer, "\"readyReplicas\":2"), liveberth_text_data(answer));
    liveberth_text_free(answer);
    check_status(liveberth_control_plane_limits(plane, TEXT(PROJECT), &answer, &answer),
                 LIVEBERTH_STATUS_OK, "limits");
    CHECK(contains(answer, "\"gpus\":{\"T4\":2}"), liveberth_text_data(answer));
    liveberth_text_free(answer);
    check_status(liveberth_control_plane_what_if(
                     plane,
                     TEXT("{\"project\":\"" PROJECT "\",\"runtimeConfiguration\":"
                          "{\"minReplicas\":0,\"maxReplicas\":1,\"gpu\":{\"count\":9}}}"),
                     &answer, &answer),
                 LIVEBERTH_STATUS_OK, "what if");
    CHECK(contains(answer, "\"startsNow\":false"), liveberth_text_data(answer));
    CHECK(contains(answer, "\"too_small\":"), liveberth_text_data(answer));
    liveberth_text_free(answer);
    check_status(liveberth_control_plane_repack(
                     plane, TEXT("{\"type\":\"fewestNodes\",\"steps\":1}"), &answer, &answer),
                 LIVEBERTH_STATUS_OK, "repack");
    CHECK(contains(answer, "\"needed\":1"), liveberth_text_data(answer));
    liveberth_text_free(answer);
}

/* The control plane as a host finds it after a restart, which is as it was. */
static struct liveberth_control_plane *restarted(struct liveberth_control_plane *plane)
{
    struct liveberth_control_plane *restored = NULL;
    text saved = NULL, again = NULL;
    check_status(liveberth_control_plane_save(plane, &saved, NULL), LIVEBERTH_STATUS_OK, "save");
    liveberth_control_plane_free(plane);
    check_status(liveberth_control_plane_restore(liveberth_text_data(saved),
                                                 liveberth_text_length(saved), &restored, NULL),
                 LIVEBERTH_STATUS_OK, "restore");
    check_status(liveberth_control_plane_save(restored, &again, NULL), LIVEBERTH_STATUS_OK, "save");
    CHECK(strcmp(liveberth_text_data(saved), liveberth_text_data(again)) == 0, "restored state");
    liveberth_text_free(saved);
    liveberth_text_free(again);
    return restored;
}

/* What the core refuses has its own status and names the value. */
static void check_refusals(struct liveberth_control_plane *plane)
{
    text error = NULL;
    liveberth_status status =
        liveberth_control_plane_step(plane, 2000, create, strlen(create), &error, &error);
    check_status(status, LIVEBERTH_STATUS_DEPLOYMENT_EXISTS, "create again");
    CHECK(contains(error, "`" RID "`"), liveberth_text_data(error));
    check_error(error, status, "create again");

    status = liveberth_control_plane_status(plane, TEXT("ri.a.b.c.unknown"), &error, &error);
    check_status(status, LIVEBERTH_STATUS_DEPLOYMENT_NOT_FOUND, "unknown deployment");
    check_error(error, status, "unknown deployment");
}

/* Disabled, a deployment gives back what it held as soon as its replicas had the time to end. */
static uint64_t check_disable(struct liveberth_control_plane *plane, uint64_t now_ms)
{
    text answer = NULL;
    step_and_carry_out(plane, now_ms, disable);
    check_state(plane, "DISABLED");
    uint64_t later_ms = let_time_pass(plane, now_ms);
    CHECK(later_ms > now_ms, "replicas are given time");
    check_status(liveberth_control_plane_queues(plane, &answer, &answer), LIVEBERTH_STATUS_OK,
                 "queues");
    CHECK(!contains(answer, "\"usage\":2"), liveberth_text_data(answer));
    liveberth_text_free(answer);
    return later_ms;
}

int main(void)
{
    struct liveberth_control_plane *plane = active();
    check_reads(plane);
    check_status_and_limits(plane);
    check_refusals(plane);
    plane = restarted(plane);
    uint64_t now_ms = check_disable(plane, 3000);
    step_and_carry_out(plane, now_ms, start);
    check_state(plane, "ACTIVE");
    liveberth_control_plane_free(plane);
    return verdict();
}
