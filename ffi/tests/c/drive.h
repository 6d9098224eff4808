/* A host in miniature: it starts and stops replicas by saying at once that they have. */

#ifndef DRIVE_H
#define DRIVE_H

#include <inttypes.h>

#include "harness.h"
#include "platform.h"

static inline void step_and_carry_out(struct liveberth_control_plane *plane, uint64_t now_ms,
                                      const char *input);

/* Answers every effect of a type with the news that it was carried out. */
static inline void carry_out(struct liveberth_control_plane *plane, uint64_t now_ms,
                            const struct liveberth_text *effects, const char *type,
                            const char *news)
{
    char start_of_effect[64];
    snprintf(start_of_effect, sizeof start_of_effect, "{\"type\":\"%s\",\"replica\":", type);
    const char *at = strstr(liveberth_text_data(effects), start_of_effect);
    for (; at != NULL; at = strstr(at + 1, start_of_effect)) {
        uint64_t replica, attempt;
        char input[128];
        CHECK(sscanf(at + strlen(start_of_effect), "%" SCNu64 ",\"attempt\":%" SCNu64, &replica,
                     &attempt) == 2,
              type);
        snprintf(input, sizeof input,
                 "{\"type\":\"%s\",\"replica\":%" PRIu64 ",\"attempt\":%" PRIu64 "}", news, replica,
                 attempt);
        step_and_carry_out(plane, now_ms, input);
    }
}

/* Takes one step and does what it asks for. */
static inline void step_and_carry_out(struct liveberth_control_plane *plane, uint64_t now_ms,
                                      const char *input)
{
    struct liveberth_text *answer = NULL;
    liveberth_status status =
        liveberth_control_plane_step(plane, now_ms, input, strlen(input), &answer, &answer);
    check_status(status, LIVEBERTH_STATUS_OK, input);
    if (status == LIVEBERTH_STATUS_OK) {
        carry_out(plane, now_ms, answer, "launch", "replicaReady");
        carry_out(plane, now_ms, answer, "stop", "replicaStopped");
    } else {
        fprintf(stderr, "%s\n", liveberth_text_data(answer));
    }
    liveberth_text_free(answer);
}

/* Lets time pass until nothing waits for it any more, and says what time it is then. */
static inline uint64_t let_time_pass(struct liveberth_control_plane *plane, uint64_t now_ms)
{
    for (int wakes = 0; wakes < 100; wakes++) {
        uint64_t wake_ms = 0;
        check_status(liveberth_control_plane_next_wake(plane, &wake_ms, NULL), LIVEBERTH_STATUS_OK,
                     "next wake");
        if (wake_ms == LIVEBERTH_NEVER) {
            return now_ms;
        }
        CHECK(wake_ms > now_ms, "a wake-up lies ahead");
        now_ms = wake_ms;
        step_and_carry_out(plane, now_ms, "{\"type\":\"tick\"}");
    }
    CHECK(false, "time passes without end");
    return now_ms;
}

/* Checks the state that the API shows. */
static inline void check_state(const struct liveberth_control_plane *plane, const char *state)
{
    char wanted[32];
    struct liveberth_text *answer = NULL;
    snprintf(wanted, sizeof wanted, "\"state\":\"%s\"", state);
    check_status(liveberth_control_plane_deployment(plane, TEXT(RID), &answer, &answer),
                 LIVEBERTH_STATUS_OK, state);
    CHECK(contains(answer, wanted), liveberth_text_data(answer));
    liveberth_text_free(answer);
}

/* A control plane whose one deployment is active. */
static inline struct liveberth_control_plane *active(void)
{
    struct liveberth_control_plane *plane = NULL;
    check_status(liveberth_control_plane_new(NULL, 0, &plane, NULL), LIVEBERTH_STATUS_OK, "new");
    for (size_t i = 0; i < sizeof platform / sizeof *platform; i++) {
        step_and_carry_out(plane, 0, platform[i]);
    }
    step_and_carry_out(plane, 1000, create);
    check_state(plane, "ACTIVE");
    return plane;
}

#endif
