/* A panic becomes a status, and the handle that saw it answers nothing else from then on.
 *
 * Needs a library with the feature `panic-for-tests`, which is never installed. */

#include "calls.h"
#include "drive.h"

liveberth_status liveberth_panic_for_tests(struct liveberth_control_plane *plane,
                                           struct liveberth_text **out,
                                           struct liveberth_text **error);
void liveberth_spoil_for_tests(void *handle);

/* Every function, called on handles that a panic has spoiled. */
static void check_that_spoiled_handles_are_refused(struct handles *handles)
{
    for (size_t i = 0; i < COUNT(calls); i++) {
        struct liveberth_text *error = NULL;
        char out[64];
        const struct arguments a = {
            .handle = handles->of[calls[i].type],
            .others = handles,
            .text = {{TEXT(RID)}, {NULL, 0}, {NULL, 0}},
            .out = out,
            .error = &error,
        };
        if (calls[i].type != NO_HANDLE) {
            liveberth_status status = calls[i].make(&a);
            check_status(status, LIVEBERTH_STATUS_PANICKED, calls[i].name);
            check_error(error, status, calls[i].name);
        }
    }
    for (size_t i = 0; i < COUNT(getters); i++) {
        CHECK(getters[i].has_nothing(handles->of[getters[i].type], 0), getters[i].name);
    }
}

/* A real panic, which ends at the boundary and spoils one handle and no other. */
static void check_panic(void)
{
    struct liveberth_control_plane *plane = active(), *other = active();
    struct liveberth_text *out = NULL, *error = NULL;
    liveberth_status status = liveberth_panic_for_tests(plane, &out, &error);
    check_status(status, LIVEBERTH_STATUS_PANICKED, "the panic");
    CHECK(out == NULL, "no result");
    CHECK(contains(error, "on purpose"), liveberth_text_data(error));
    check_error(error, status, "the panic");
    status = liveberth_control_plane_list(plane, &error, &error);
    check_status(status, LIVEBERTH_STATUS_PANICKED, "a read after the panic");
    check_error(error, status, "a read after the panic");
    check_state(other, "ACTIVE");
    liveberth_control_plane_free(plane);
    liveberth_control_plane_free(other);
}

int main(void)
{
    check_panic();
    struct handles handles = make_handles();
    for (int type = TEXT_HANDLE; type < TYPES; type++) {
        liveberth_spoil_for_tests(handles.of[type]);
    }
    check_that_spoiled_handles_are_refused(&handles);
    free_handles(&handles);
    return verdict();
}
