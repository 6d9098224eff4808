/* What every test program needs: checks that are counted, and texts to compare. */

#ifndef HARNESS_H
#define HARNESS_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <liveberth.h>

static int failed_checks;

/* A string literal as a pointer and a length. */
#define TEXT(literal) (literal), sizeof(literal) - 1

/* Notes a condition that does not hold, and goes on. */
#define CHECK(condition, what) check((condition), (what), #condition, __LINE__)

static inline void check(bool holds, const char *what, const char *condition, int line)
{
    if (!holds) {
        failed_checks++;
        fprintf(stderr, "line %d: %s: not so: %s\n", line, what, condition);
    }
}

static inline void check_status(liveberth_status status, liveberth_status wanted, const char *what)
{
    if (status != wanted) {
        failed_checks++;
        fprintf(stderr, "%s: %s instead of %s\n", what, liveberth_status_name(status),
                liveberth_status_name(wanted));
    }
}

/* Checks that an error text carries the name of its status, and frees it. */
static inline void check_error(struct liveberth_text *error, liveberth_status status,
                               const char *what)
{
    char start[96];
    snprintf(start, sizeof start, "{\"code\":\"%s\",\"message\":\"", liveberth_status_name(status));
    if (strncmp(liveberth_text_data(error), start, strlen(start)) != 0) {
        failed_checks++;
        fprintf(stderr, "%s: no %s in %s\n", what, start, liveberth_text_data(error));
    }
    liveberth_text_free(error);
}

static inline bool contains(const struct liveberth_text *text, const char *part)
{
    return strstr(liveberth_text_data(text), part) != NULL;
}

/* Checks what a slice shows. */
static inline void is(struct liveberth_slice slice, const char *wanted)
{
    bool holds = slice.length == strlen(wanted) &&
                 (slice.length == 0 || memcmp(slice.data, wanted, slice.length) == 0);
    if (!holds) {
        failed_checks++;
        fprintf(stderr, "%.*s instead of %s\n", (int)slice.length, slice.data, wanted);
    }
}

/* What main returns. */
static inline int verdict(void)
{
    return failed_checks == 0 ? 0 : 1;
}

#endif
