/* What calls cost: nanoseconds each, the fastest of many batches. Prints "NAME NANOSECONDS" lines.
 *
 * With the path of a document that the platform accepts. */

#define _POSIX_C_SOURCE 199309L

#include <stdlib.h>
#include <time.h>

#include "harness.h"

#define BATCHES 400
#define CALLS_IN_BATCH 1000

static char document[65536];
static size_t document_length;
static struct liveberth_limits *limits;

static void empty_call(void)
{
    liveberth_abi_version();
}

static void check_to_text(void)
{
    struct liveberth_text *answer = NULL;
    liveberth_check_runtime_configuration(document, document_length, NULL, 0, &answer, NULL);
    liveberth_text_free(answer);
}

static void check_to_report(void)
{
    struct liveberth_report *report = NULL;
    liveberth_report_of_runtime_configuration(document, document_length, limits, &report, NULL);
    if (!liveberth_report_ok(report)) {
        abort();
    }
    liveberth_report_free(report);
}

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void measure(const char *name, void (*call)(void))
{
    double fastest = 1e18;
    for (int batch = 0; batch < BATCHES; batch++) {
        double start = now_ns();
        for (int i = 0; i < CALLS_IN_BATCH; i++) {
            call();
        }
        double each = (now_ns() - start) / CALLS_IN_BATCH;
        fastest = each < fastest ? each : fastest;
    }
    printf("%s %.1f\n", name, fastest);
}

int main(int argument_count, char **arguments)
{
    FILE *file = argument_count > 1 ? fopen(arguments[1], "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "usage: cost DOCUMENT\n");
        return 2;
    }
    document_length = fread(document, 1, sizeof document, file);
    fclose(file);
    liveberth_limits_new(NULL, 0, &limits, NULL);
    measure("empty", empty_call);
    measure("text", check_to_text);
    measure("report", check_to_report);
    liveberth_limits_free(limits);
    return 0;
}
