/* A panic becomes a status, and the handle that saw it answers nothing else from then on.
 *
 * Needs a library with the feature `panic-for-tests`, which is never installed. */

#include "drive.h"

liveberth_status liveberth_panic_for_tests(struct liveberth_control_plane *plane,
                                           struct liveberth_text **out,
                                           struct liveberth_text **error);

typedef struct liveberth_text *text;

static void check_that_it_is_refused(struct liveberth_control_plane *plane)
{
    static liveberth_status (*const reads[])(const struct liveberth_control_plane *, text *,
                                             text *) = {
        liveberth_control_plane_list,   liveberth_control_plane_nodes, liveberth_control_plane_save,
        liveberth_control_plane_queues, liveberth_control_plane_resume,
    };
    text error = NULL;
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        liveberth_status status = reads[i](plane, &error, &error);
        check_status(status, LIVEBERTH_STATUS_PANICKED, "a read after the panic");
        check_error(error, status, "a read after the panic");
    }
    check_status(liveberth_control_plane_status(plane, TEXT(RID), &error, NULL),
                 LIVEBERTH_STATUS_PANICKED, "status");
    check_status(liveberth_control_plane_deployment(plane, TEXT(RID), &error, NULL),
                 LIVEBERTH_STATUS_PANICKED, "deployment");
    check_status(liveberth_control_plane_limits(plane, TEXT(PROJECT), &error, NULL),
                 LIVEBERTH_STATUS_PANICKED, "limits");
    check_status(liveberth_control_plane_repack(plane, TEXT("{}"), &error, NULL),
                 LIVEBERTH_STATUS_PANICKED, "repack");
    check_status(liveberth_control_plane_what_if(plane, TEXT("{}"), &error, NULL),
                 LIVEBERTH_STATUS_PANICKED, "what if");
    check_status(liveberth_control_plane_next_wake(plane, &(uint64_t){0}, NULL),
                 LIVEBERTH_STATUS_PANICKED, "next wake");
    check_status(liveberth_control_plane_step(plane, 2000, TEXT("{\"type\":\"tick\"}"), &error, NULL),
                 LIVEBERTH_STATUS_PANICKED, "step");
}

int main(void)
{
    struct liveberth_control_plane *plane = active(), *other = active();
    text out = NULL, error = NULL;
    liveberth_status status = liveberth_panic_for_tests(plane, &out, &error);
    check_status(status, LIVEBERTH_STATUS_PANICKED, "the panic");
    CHECK(out == NULL, "no result");
    CHECK(contains(error, "on purpose"), liveberth_text_data(error));
    check_error(error, status, "the panic");
    check_that_it_is_refused(plane);
    check_state(other, "ACTIVE");
    liveberth_control_plane_free(plane);
    liveberth_control_plane_free(other);
    return verdict();
}
