/* Every part of a report. */

#include "harness.h"

/* The parts of a problem, and the same report as text. */
static void problems(void)
{
    static const char document[] =
        "{\"minReplicas\":1,\"maxReplicas\":3,\"cpu\":2.007,\"gpu\":{\"count\":9,\"type\":\"T4\"}}";
    struct liveberth_limits *limits = NULL;
    struct liveberth_report *found = NULL;
    struct liveberth_text *typed = NULL, *text = NULL;
    liveberth_limits_new(TEXT("{\"gpus\":{\"T4\":4}}"), &limits, NULL);
    liveberth_report_of_runtime_configuration(TEXT(document), limits, &found, NULL);
    CHECK(!liveberth_report_ok(found) && liveberth_report_count(found) > 0, "a problem");
    CHECK(liveberth_report_severity(found, 0) == LIVEBERTH_SEVERITY_ERROR, "severity");
    CHECK(liveberth_report_code(found, 0) == LIVEBERTH_CODE_GPU_COUNT_OUT_OF_RANGE, "code");
    is(liveberth_report_path(found, 0), "/gpu/count");
    is(liveberth_report_error_name(found, 0), "InvalidGpuCount");
    CHECK(liveberth_report_message(found, 0).length > 20, "message");
    CHECK(liveberth_report_parameter_count(found, 0) == 2, "parameters");
    is(liveberth_report_parameter_name(found, 0, 1), "maxGpuCount");
    CHECK(liveberth_report_parameter_kind(found, 0, 1) == LIVEBERTH_PARAMETER_KIND_NUMBER, "kind");
    CHECK(liveberth_report_parameter_number(found, 0, 1) == 4, "the maximum");
    CHECK(liveberth_report_value(found, LIVEBERTH_FIELD_MIN_REPLICAS) == LIVEBERTH_NONE, "refused");
    liveberth_report_text(found, &typed, NULL);
    liveberth_check_runtime_configuration(TEXT(document), TEXT("{\"gpus\":{\"T4\":4}}"), &text, NULL);
    CHECK(strcmp(liveberth_text_data(typed), liveberth_text_data(text)) == 0, "the same text");
    liveberth_text_free(typed);
    liveberth_text_free(text);
    liveberth_report_free(found);

    liveberth_report_of_runtime_configuration(TEXT("{\"gpu\":{\"type\":\"T5\",\"count\":1}}"), limits,
                                              &found, NULL);
    for (size_t i = 0; i < liveberth_report_count(found); i++) {
        if (liveberth_report_code(found, i) == LIVEBERTH_CODE_UNKNOWN_GPU_TYPE) {
            is(liveberth_report_parameter_item(found, i, 0, 0), "T5");
            CHECK(liveberth_report_parameter_item_count(found, i, 1) == 11, "all types");
            is(liveberth_report_parameter_item(found, i, 1, 10), "V100");
        }
    }
    liveberth_report_free(found);
    liveberth_limits_free(limits);
}

/* What the platform runs of an accepted request. */
static void normalized(void)
{
    static const char document[] =
        "{\"runtimeConfiguration\":{\"minReplicas\":1,\"maxReplicas\":3,\"cpu\":2.007,"
        "\"memory\":\"256MiB\",\"scalingConfiguration\":{\"scaleUpLoadThreshold\":0.5,"
        "\"scaleUpDelay\":{\"value\":1,\"unit\":\"MINUTES\"},\"scaleDownDelay\":{\"value\":1,"
        "\"unit\":\"HOURS\"}},\"sources\":[\"ri.a.b.c.d\"],\"environmentVariables\":{\"K\":\"v\"}}}";
    struct liveberth_report *found = NULL;
    liveberth_report_of_replace_request(TEXT(document), NULL, &found, NULL);
    CHECK(liveberth_report_ok(found), "accepted");
    CHECK(liveberth_report_count(found) > 0, "advice");
    for (size_t i = 0; i < liveberth_report_count(found); i++) {
        CHECK(liveberth_report_severity(found, i) == LIVEBERTH_SEVERITY_WARNING, "advice");
        is(liveberth_report_error_name(found, i), "");
    }
    const struct {
        uint32_t field;
        uint64_t value;
    } fields[] = {
        {LIVEBERTH_FIELD_MIN_REPLICAS, 1},
        {LIVEBERTH_FIELD_MAX_REPLICAS, 3},
        {LIVEBERTH_FIELD_CPU_MILLICORES, 2007},
        {LIVEBERTH_FIELD_MEMORY_BYTES, 256 << 20},
        {LIVEBERTH_FIELD_GPU_COUNT, LIVEBERTH_NONE},
        {LIVEBERTH_FIELD_THREAD_COUNT, 32},
        {LIVEBERTH_FIELD_SCALE_UP_DELAY_MS, 60000},
        {LIVEBERTH_FIELD_SCALE_DOWN_DELAY_MS, 3600000},
        {LIVEBERTH_FIELD_HOURLY_COST_AT_MAX_REPLICAS_THOUSANDTHS,
         3 * liveberth_report_value(found, LIVEBERTH_FIELD_HOURLY_COST_AT_MIN_REPLICAS_THOUSANDTHS)},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        CHECK(liveberth_report_value(found, fields[i].field) == fields[i].value, "a value");
    }
    CHECK(liveberth_report_scale_up_load_threshold(found) == 0.5, "threshold");
    CHECK(liveberth_report_source_count(found) == 1, "sources");
    is(liveberth_report_source(found, 0), "ri.a.b.c.d");
    CHECK(liveberth_report_variable_count(found) == 1, "variables");
    is(liveberth_report_variable_name(found, 0), "K");
    is(liveberth_report_variable_value(found, 0), "v");
    liveberth_report_free(found);
}

int main(void)
{
    problems();
    normalized();
    return verdict();
}
