/* Replays the shared corpus: each call has to give the answer that is on record, byte for byte.
 *
 * The file, made from core/tests/corpus, holds records of one line and three texts without anything
 * between them: "CALL DOCUMENT_LENGTH LIMITS_LENGTH ANSWER_LENGTH\n"; a limits length of 0 stands
 * for the default. */

#include <stdlib.h>

#include "harness.h"

typedef liveberth_status check_call(const char *, size_t, const char *, size_t,
                                    struct liveberth_text **, struct liveberth_text **);

static check_call *call_named(const char *name)
{
    if (strcmp(name, "configuration") == 0) {
        return liveberth_check_runtime_configuration;
    }
    if (strcmp(name, "create") == 0) {
        return liveberth_check_create_request;
    }
    return strcmp(name, "replace") == 0 ? liveberth_check_replace_request : NULL;
}

/* A text of the file, without a NUL at its end, so that reading past it is noticed. */
static char *read_text(FILE *file, size_t length)
{
    char *text = length == 0 ? NULL : malloc(length);
    if (length != 0 && (text == NULL || fread(text, 1, length, file) != length)) {
        fprintf(stderr, "the corpus ends early\n");
        exit(2);
    }
    return text;
}

static void replay(FILE *file, check_call *call, const size_t lengths[3])
{
    char *document = read_text(file, lengths[0]);
    char *limits = read_text(file, lengths[1]);
    char *wanted = read_text(file, lengths[2]);
    struct liveberth_text *answer = NULL;
    check_status(call(document, lengths[0], limits, lengths[1], &answer, &answer),
                 LIVEBERTH_STATUS_OK, "a document of the corpus");
    const char *data = liveberth_text_data(answer);
    if (liveberth_text_length(answer) != lengths[2] || memcmp(data, wanted, lengths[2]) != 0) {
        failed_checks++;
        fprintf(stderr, "document: %.*s\nwanted:   %.*s\nanswered: %s\n", (int)lengths[0], document,
                (int)lengths[2], wanted, data);
    }
    liveberth_text_free(answer);
    free(document);
    free(limits);
    free(wanted);
}

int main(int argument_count, char **arguments)
{
    FILE *file = argument_count == 2 ? fopen(arguments[1], "rb") : NULL;
    char name[16];
    size_t lengths[3];
    long documents = 0;
    if (file == NULL) {
        fprintf(stderr, "usage: corpus FILE\n");
        return 2;
    }
    while (fscanf(file, "%15s %zu %zu %zu", name, &lengths[0], &lengths[1], &lengths[2]) == 4) {
        check_call *call = call_named(name);
        if (call == NULL || fgetc(file) != '\n') {
            fprintf(stderr, "the corpus has no call %s\n", name);
            return 2;
        }
        replay(file, call, lengths);
        documents++;
    }
    CHECK(feof(file) && documents > 0, "the corpus is read to its end");
    fclose(file);
    printf("%ld documents\n", documents);
    return verdict();
}
