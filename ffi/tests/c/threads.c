/* The thread rules of the header: handles apart, one handle read by two, functions without one. */

#include <pthread.h>

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

int main(void)
{
    struct liveberth_control_plane *one = active(), *other = active();
    in_two_threads(look, &(struct work){one, NULL, 0}, &(struct work){one, NULL, 0}, "reading");
    in_two_threads(change, &(struct work){one, NULL, 0}, &(struct work){other, NULL, 0},
                   "changing");
    liveberth_control_plane_free(one);
    liveberth_control_plane_free(other);
    return verdict();
}
