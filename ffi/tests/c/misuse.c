/* Every function with every misuse that it can notice: a status, an error text, nothing else. */

#include <stdint.h>

#include "harness.h"

typedef struct liveberth_text *text;

/* A control plane for the functions that need one. */
static struct liveberth_control_plane *plane;

/* A text that is never handed out: an output that still holds it was not written. */
static char untouched_byte;
#define UNTOUCHED ((text)(void *)&untouched_byte)

/* --- Every function that takes a text, in one form. ---------------------------------------- */

static liveberth_status configuration(const char *data, size_t length, text *out, text *error)
{
    return liveberth_check_runtime_configuration(data, length, NULL, 0, out, error);
}

static liveberth_status create_request(const char *data, size_t length, text *out, text *error)
{
    return liveberth_check_create_request(data, length, NULL, 0, out, error);
}

static liveberth_status replace_request(const char *data, size_t length, text *out, text *error)
{
    return liveberth_check_replace_request(data, length, NULL, 0, out, error);
}

static liveberth_status configuration_limits(const char *data, size_t length, text *out,
                                             text *error)
{
    return liveberth_check_runtime_configuration(TEXT("{}"), data, length, out, error);
}

static liveberth_status create_limits(const char *data, size_t length, text *out, text *error)
{
    return liveberth_check_create_request(TEXT("{}"), data, length, out, error);
}

static liveberth_status replace_limits(const char *data, size_t length, text *out, text *error)
{
    return liveberth_check_replace_request(TEXT("{}"), data, length, out, error);
}

static liveberth_status new_plane(const char *data, size_t length, text *out, text *error)
{
    struct liveberth_control_plane *made = NULL;
    liveberth_status status =
        liveberth_control_plane_new(data, length, out == NULL ? NULL : &made, error);
    CHECK((made != NULL) == (status == LIVEBERTH_STATUS_OK), "new");
    liveberth_control_plane_free(made);
    return status;
}

static liveberth_status restore(const char *data, size_t length, text *out, text *error)
{
    struct liveberth_control_plane *made = NULL;
    liveberth_status status =
        liveberth_control_plane_restore(data, length, out == NULL ? NULL : &made, error);
    CHECK((made != NULL) == (status == LIVEBERTH_STATUS_OK), "restore");
    liveberth_control_plane_free(made);
    return status;
}

static liveberth_status step(const char *data, size_t length, text *out, text *error)
{
    return liveberth_control_plane_step(plane, 0, data, length, out, error);
}

static liveberth_status status_of(const char *data, size_t length, text *out, text *error)
{
    return liveberth_control_plane_status(plane, data, length, out, error);
}

static liveberth_status deployment(const char *data, size_t length, text *out, text *error)
{
    return liveberth_control_plane_deployment(plane, data, length, out, error);
}

static liveberth_status limits_of(const char *data, size_t length, text *out, text *error)
{
    return liveberth_control_plane_limits(plane, data, length, out, error);
}

static liveberth_status what_if(const char *data, size_t length, text *out, text *error)
{
    return liveberth_control_plane_what_if(plane, data, length, out, error);
}

static liveberth_status repack(const char *data, size_t length, text *out, text *error)
{
    return liveberth_control_plane_repack(plane, data, length, out, error);
}

/* What each makes of bytes that are not UTF-8 and of a text that is neither JSON nor a rid. A
 * document is looked at by the core whatever it holds, so its problems are an answer. */
static const struct {
    const char *name;
    liveberth_status (*call)(const char *, size_t, text *, text *);
    liveberth_status of_bad_utf8;
    liveberth_status of_bad_text;
} takes_text[] = {
    {"configuration", configuration, LIVEBERTH_STATUS_OK, LIVEBERTH_STATUS_OK},
    {"create request", create_request, LIVEBERTH_STATUS_OK, LIVEBERTH_STATUS_OK},
    {"replace request", replace_request, LIVEBERTH_STATUS_OK, LIVEBERTH_STATUS_OK},
    {"limits of a configuration", configuration_limits, LIVEBERTH_STATUS_INVALID_LIMITS,
     LIVEBERTH_STATUS_INVALID_LIMITS},
    {"limits of a create request", create_limits, LIVEBERTH_STATUS_INVALID_LIMITS,
     LIVEBERTH_STATUS_INVALID_LIMITS},
    {"limits of a replace request", replace_limits, LIVEBERTH_STATUS_INVALID_LIMITS,
     LIVEBERTH_STATUS_INVALID_LIMITS},
    {"new", new_plane, LIVEBERTH_STATUS_MALFORMED, LIVEBERTH_STATUS_MALFORMED},
    {"restore", restore, LIVEBERTH_STATUS_MALFORMED, LIVEBERTH_STATUS_MALFORMED},
    {"step", step, LIVEBERTH_STATUS_MALFORMED, LIVEBERTH_STATUS_MALFORMED},
    {"status", status_of, LIVEBERTH_STATUS_INVALID_UTF8, LIVEBERTH_STATUS_INVALID_RID},
    {"deployment", deployment, LIVEBERTH_STATUS_INVALID_UTF8, LIVEBERTH_STATUS_INVALID_RID},
    {"limits", limits_of, LIVEBERTH_STATUS_INVALID_UTF8, LIVEBERTH_STATUS_INVALID_RID},
    {"what if", what_if, LIVEBERTH_STATUS_MALFORMED, LIVEBERTH_STATUS_MALFORMED},
    {"repack", repack, LIVEBERTH_STATUS_MALFORMED, LIVEBERTH_STATUS_MALFORMED},
};

/* Makes a call and checks its status, and that it wrote what it owes and nothing else. */
static void check_text(size_t row, const char *data, size_t length, liveberth_status wanted)
{
    const char *name = takes_text[row].name;
    text out = UNTOUCHED, error = UNTOUCHED;
    liveberth_status status = takes_text[row].call(data, length, &out, &error);
    check_status(status, wanted, name);
    if (status == LIVEBERTH_STATUS_OK) {
        CHECK(error == UNTOUCHED, name);
    } else {
        CHECK(out == UNTOUCHED, name);
        check_error(error, status, name);
        check_status(takes_text[row].call(data, length, &out, NULL), wanted, name);
    }
    if (out != UNTOUCHED) {
        liveberth_text_free(out);
    }
}

static void check_texts(void)
{
    for (size_t row = 0; row < sizeof takes_text / sizeof *takes_text; row++) {
        const char *name = takes_text[row].name;
        check_text(row, NULL, 1, LIVEBERTH_STATUS_NULL_POINTER);
        check_text(row, "", SIZE_MAX, LIVEBERTH_STATUS_INVALID_LENGTH);
        check_text(row, "", SIZE_MAX / 2 + 1, LIVEBERTH_STATUS_INVALID_LENGTH);
        check_text(row, TEXT("\"\xff\""), takes_text[row].of_bad_utf8);
        check_text(row, TEXT("]"), takes_text[row].of_bad_text);
        /* The length counts, not a NUL: here it ends inside a text that would do. */
        check_text(row, "]  \0", 4, takes_text[row].of_bad_text);

        text error = UNTOUCHED;
        liveberth_status status = takes_text[row].call(TEXT("{}"), NULL, &error);
        check_status(status, LIVEBERTH_STATUS_NULL_POINTER, name);
        check_error(error, status, name);
        check_status(takes_text[row].call(TEXT("{}"), NULL, NULL), LIVEBERTH_STATUS_NULL_POINTER,
                     name);
    }
}

/* NULL of length 0 is a default for limits and settings, and an empty text elsewhere. */
static void check_nothing_at_all(void)
{
    for (size_t row = 0; row < sizeof takes_text / sizeof *takes_text; row++) {
        bool has_default = takes_text[row].call == new_plane ||
                           takes_text[row].of_bad_text == LIVEBERTH_STATUS_INVALID_LIMITS;
        check_text(row, NULL, 0, has_default ? LIVEBERTH_STATUS_OK : takes_text[row].of_bad_text);
        check_text(row, "", 0, takes_text[row].of_bad_text);
    }
}

/* --- Every function that takes a control plane, without one. -------------------------------- */

static liveberth_status no_step(text *out, text *error)
{
    return liveberth_control_plane_step(NULL, 0, TEXT("{\"type\":\"tick\"}"), out, error);
}

static liveberth_status no_next_wake(text *out, text *error)
{
    uint64_t wake_ms = 7;
    liveberth_status status =
        liveberth_control_plane_next_wake(NULL, out == NULL ? NULL : &wake_ms, error);
    CHECK(wake_ms == 7, "next wake without a control plane");
    return status;
}

static liveberth_status no_status(text *out, text *error)
{
    return liveberth_control_plane_status(NULL, TEXT("ri.a.b.c.d"), out, error);
}

static liveberth_status no_deployment(text *out, text *error)
{
    return liveberth_control_plane_deployment(NULL, TEXT("ri.a.b.c.d"), out, error);
}

static liveberth_status no_limits(text *out, text *error)
{
    return liveberth_control_plane_limits(NULL, TEXT("ri.a.b.c.d"), out, error);
}

static liveberth_status no_what_if(text *out, text *error)
{
    return liveberth_control_plane_what_if(NULL, TEXT("{}"), out, error);
}

static liveberth_status no_repack(text *out, text *error)
{
    return liveberth_control_plane_repack(NULL, TEXT("{}"), out, error);
}

static liveberth_status no_list(text *out, text *error)
{
    return liveberth_control_plane_list(NULL, out, error);
}

static liveberth_status no_nodes(text *out, text *error)
{
    return liveberth_control_plane_nodes(NULL, out, error);
}

static liveberth_status no_queues(text *out, text *error)
{
    return liveberth_control_plane_queues(NULL, out, error);
}

static liveberth_status no_resume(text *out, text *error)
{
    return liveberth_control_plane_resume(NULL, out, error);
}

static liveberth_status no_save(text *out, text *error)
{
    return liveberth_control_plane_save(NULL, out, error);
}

static liveberth_status (*const without_plane[])(text *, text *) = {
    no_step,   no_next_wake, no_status, no_deployment, no_limits, no_what_if,
    no_repack, no_list,      no_nodes,  no_queues,     no_resume, no_save,
};

static void check_without_plane(void)
{
    for (size_t row = 0; row < sizeof without_plane / sizeof *without_plane; row++) {
        text out = UNTOUCHED, error = UNTOUCHED;
        liveberth_status status = without_plane[row](&out, &error);
        check_status(status, LIVEBERTH_STATUS_NULL_POINTER, "without a control plane");
        CHECK(out == UNTOUCHED, "without a control plane");
        CHECK(contains(error, "`control_plane`"), "the message names the argument");
        check_error(error, status, "without a control plane");
        check_status(without_plane[row](NULL, NULL), LIVEBERTH_STATUS_NULL_POINTER, "nothing");
    }
}

/* --- The rest. ------------------------------------------------------------------------------ */

static void check_nulls(void)
{
    liveberth_text_free(NULL);
    liveberth_control_plane_free(NULL);
    CHECK(strcmp(liveberth_text_data(NULL), "") == 0, "the bytes of NULL");
    CHECK(liveberth_text_length(NULL) == 0, "the length of NULL");
}

/* The names are the header's own, in lower case; the numbers are for ever. */
static void check_names(void)
{
    CHECK(strcmp(liveberth_status_name(0), "ok") == 0, "0");
    CHECK(strcmp(liveberth_status_name(LIVEBERTH_STATUS_PANICKED), "panicked") == 0, "panicked");
    CHECK(strcmp(liveberth_status_name(64), "deployment_not_found") == 0, "64");
    CHECK(strcmp(liveberth_status_name(UINT32_MAX), "unnumbered") == 0, "no status");
}

/* Both outputs in one variable, as the header allows. */
static void check_one_variable_for_both(void)
{
    text answer = NULL;
    check_status(liveberth_control_plane_list(plane, &answer, &answer), LIVEBERTH_STATUS_OK, "one");
    CHECK(strcmp(liveberth_text_data(answer), "[]") == 0, "an answer");
    liveberth_text_free(answer);
    liveberth_status status = liveberth_control_plane_step(plane, 0, TEXT("{}"), &answer, &answer);
    check_error(answer, status, "an error");
}

/* A call that fails has changed nothing. */
static void check_that_nothing_changed(const struct liveberth_text *before)
{
    text after = NULL;
    check_status(liveberth_control_plane_save(plane, &after, NULL), LIVEBERTH_STATUS_OK, "save");
    CHECK(strcmp(liveberth_text_data(before), liveberth_text_data(after)) == 0, "state");
    liveberth_text_free(after);
}

int main(void)
{
    text before = NULL;
    check_status(liveberth_control_plane_new(TEXT("{}"), &plane, NULL), LIVEBERTH_STATUS_OK, "new");
    check_status(liveberth_control_plane_save(plane, &before, NULL), LIVEBERTH_STATUS_OK, "save");
    check_texts();
    check_nothing_at_all();
    check_without_plane();
    check_nulls();
    check_names();
    check_one_variable_for_both();
    check_that_nothing_changed(before);
    liveberth_text_free(before);
    liveberth_control_plane_free(plane);
    return verdict();
}
