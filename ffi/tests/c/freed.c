/* A handle that was freed is refused while its memory still tells, which the header says is chance.
 *
 * Run plainly alone: whatever watches memory ends a program that does this, as it should. */

#include "calls.h"

static void check_freed(enum type type)
{
    struct handles handles = make_handles();
    void *freed = handles.of[type];
    releases[type].make(freed);
    releases[type].make(freed);
    for (size_t i = 0; i < COUNT(calls); i++) {
        char out[64];
        const struct arguments a = {
            .handle = freed,
            .others = &handles,
            .text = {{TEXT(RID)}, {NULL, 0}, {NULL, 0}},
            .out = out,
        };
        if (calls[i].type == type) {
            check_status(calls[i].make(&a), LIVEBERTH_STATUS_WRONG_HANDLE, calls[i].name);
        }
    }
    for (size_t i = 0; i < COUNT(getters); i++) {
        CHECK(getters[i].type != type || getters[i].has_nothing(freed, 0), getters[i].name);
    }
    handles.of[type] = NULL;
    free_handles(&handles);
}

int main(void)
{
    for (int type = TEXT_HANDLE; type < TYPES; type++) {
        check_freed((enum type)type);
    }
    return verdict();
}
