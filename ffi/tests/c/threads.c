/* The thread rules of the header: handles apart, one handle read by two, functions without one. */

#include <pthread.h>

#include "calls.h"
#include "drive.h"

#define ROUNDS 100

/* What one thread works on and what it makes. */
struct work {
    struct liveberth_control_plane *plane;
    struct liveberth_text *saved;
    int failed_calls;
};

/* Changes a control plane that no other thread knows, made by another thread. */
static void *change(void *argument)
{
    struct work *work = argument;
    for (int i = 0; i < ROUNDS; i++) {
        struct liveberth_text *answer = NULL;
        const char *input = i % 2 == 0 ? disable : start;
        work->failed_calls += liveberth_control_plane_step(work->plane, 2000, input, strlen(input),
                                                           &answer, NULL) != LIVEBERTH_STATUS_OK;
        liveberth_text_free(answer);
    }
    work->failed_calls +=
        liveberth_control_plane_save(work->plane, &work->saved, NULL) != LIVEBERTH_STATUS_OK;
    return NULL;
}

/* Reads a control plane that another thread reads too, and checks documents beside it. */
static void *look(void *argument)
{
    struct work *work = argument;
    for (int i = 0; i < ROUNDS; i++) {
        struct liveberth_text *answer = NULL;
        liveberth_text_free(work->saved);
        work->saved = NULL;
        work->failed_calls +=
            liveberth_control_plane_save(work->plane, &work->saved, NULL) != LIVEBERTH_STATUS_OK;
        work->failed_calls += liveberth_check_runtime_configuration(TEXT("{}"), NULL, 0, &answer,
                                                                    NULL) != LIVEBERTH_STATUS_OK;
        liveberth_text_free(answer);
    }
    return NULL;
}

/* Has two threads do the same work, which has the same result. */
static void in_two_threads(void *(*body)(void *), struct work *first, struct work *second,
                           const char *what)
{
    pthread_t threads[2];
    CHECK(pthread_create(&threads[0], NULL, body, first) == 0, what);
    CHECK(pthread_create(&threads[1], NULL, body, second) == 0, what);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    CHECK(first->failed_calls + second->failed_calls == 0, what);
    CHECK(liveberth_text_length(first->saved) > 0, what);
    CHECK(strcmp(liveberth_text_data(first->saved), liveberth_text_data(second->saved)) == 0, what);
    liveberth_text_free(first->saved);
    liveberth_text_free(second->saved);
}

/* What one thread of two has to do with every function. */
struct round {
    struct handles shared;
    struct handles own;
    int wrong_answers;
};

/* Makes every call that only reads on handles that the other thread reads too, every other one on
 * handles of its own, which the first thread has made. */
static void *call_all(void *argument)
{
    struct round *round = argument;
    for (size_t i = 0; i < COUNT(calls); i++) {
        struct liveberth_text *error = NULL;
        char out[64] = {0};
        const struct handles *handles = calls[i].reads ? &round->shared : &round->own;
        const struct arguments a = {
            .handle = handles->of[calls[i].type],
            .others = &round->shared,
            .text = {{TEXT(RID)}, {NULL, 0}, {NULL, 0}},
            .out = out,
            .error = &error,
        };
        if (calls[i].make(&a) == LIVEBERTH_STATUS_OK) {
            void *made;
            memcpy(&made, out, sizeof made);
            release(calls[i].out, made);
        }
        liveberth_text_free(error);
    }
    for (size_t i = 0; i < COUNT(getters); i++) {
        const void *handle = round->shared.of[getters[i].type];
        round->wrong_answers +=
            getters[i].indexed == INDEXED && !getters[i].has_nothing(handle, SIZE_MAX);
    }
    return NULL;
}

static void every_function(void)
{
    pthread_t threads[2];
    struct round rounds[2];
    rounds[0] = (struct round){.shared = make_handles(), .own = make_handles()};
    rounds[1] = (struct round){.shared = rounds[0].shared, .own = make_handles()};
    /* What the processor can do is found out once and kept in an atomic of the standard library,
     * which helgrind takes for a race: it is found out here. */
    struct round first = {.shared = rounds[0].shared, .own = make_handles()};
    call_all(&first);
    free_handles(&first.own);
    for (int i = 0; i < 2; i++) {
        CHECK(pthread_create(&threads[i], NULL, call_all, &rounds[i]) == 0, "a thread");
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        CHECK(rounds[i].wrong_answers == 0, "what is not there");
        free_handles(&rounds[i].own);
    }
    free_handles(&rounds[0].shared);
}

int main(void)
{
    struct liveberth_control_plane *one = active(), *other = active();
    in_two_threads(look, &(struct work){one, NULL, 0}, &(struct work){one, NULL, 0}, "reading");
    in_two_threads(change, &(struct work){one, NULL, 0}, &(struct work){other, NULL, 0},
                   "changing");
    every_function();
    liveberth_control_plane_free(one);
    liveberth_control_plane_free(other);
    return verdict();
}
