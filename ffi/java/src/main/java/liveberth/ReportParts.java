package liveberth;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import liveberth.Structures.Slice;

/** The parts of a report, as the library gives them and as values. */
final class ReportParts {
    private static final int MIN_REPLICAS = 1;
    private static final int MAX_REPLICAS = 2;
    private static final int CPU_MILLICORES = 3;
    private static final int MEMORY_BYTES = 4;
    private static final int GPU_COUNT = 5;
    private static final int THREAD_COUNT = 6;
    private static final int SCALE_UP_DELAY_MS = 7;
    private static final int SCALE_DOWN_DELAY_MS = 8;
    private static final int COST_AT_MIN_REPLICAS = 9;
    private static final int COST_AT_MAX_REPLICAS = 10;

    private static final int NUMBER = 1;
    private static final int TEXT = 2;

    static {
        Native.register(ReportParts.class, "liveberth");
    }

    private ReportParts() {}

    static boolean ok(Pointer report) {
        return liveberth_report_ok(report) != 0;
    }

    static List<Diagnostic> diagnostics(Pointer report) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        for (long at = 0; at < liveberth_report_count(report); at++) {
            diagnostics.add(new Diagnostic(
                    Severity.of(liveberth_report_severity(report, at)),
                    Code.of(liveberth_report_code(report, at)),
                    liveberth_report_path(report, at).toString(),
                    liveberth_report_message(report, at).toString(),
                    liveberth_report_error_name(report, at).text(),
                    parameters(report, at)));
        }
        return List.copyOf(diagnostics);
    }

    private static Map<String, Object> parameters(Pointer report, long at) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (long i = 0; i < liveberth_report_parameter_count(report, at); i++) {
            String name = liveberth_report_parameter_name(report, at, i).toString();
            parameters.put(name, parameter(report, at, i));
        }
        return Collections.unmodifiableMap(parameters);
    }

    private static Object parameter(Pointer report, long at, long parameter) {
        int kind = liveberth_report_parameter_kind(report, at, parameter);
        if (kind == NUMBER) {
            return liveberth_report_parameter_number(report, at, parameter);
        }
        List<String> items = Slice.texts(
                liveberth_report_parameter_item_count(report, at, parameter),
                item -> liveberth_report_parameter_item(report, at, parameter, item));
        return kind == TEXT ? items.get(0) : items;
    }

    static Optional<Configuration> configuration(Pointer report) {
        if (!ok(report)) {
            return Optional.empty();
        }
        return Optional.of(new Configuration(
                count(report, MIN_REPLICAS),
                count(report, MAX_REPLICAS),
                resources(report),
                gpu(report),
                scaling(report)));
    }

    private static Resources resources(Pointer report) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (long i = 0; i < liveberth_report_variable_count(report); i++) {
            variables.put(
                    liveberth_report_variable_name(report, i).toString(),
                    liveberth_report_variable_value(report, i).toString());
        }
        return new Resources(
                number(report, CPU_MILLICORES),
                number(report, MEMORY_BYTES),
                count(report, THREAD_COUNT),
                Slice.texts(
                        liveberth_report_source_count(report),
                        i -> liveberth_report_source(report, i)),
                Collections.unmodifiableMap(variables));
    }

    private static Optional<Gpu> gpu(Pointer report) {
        OptionalLong count = value(report, GPU_COUNT);
        return count.isEmpty()
                ? Optional.empty()
                : Optional.of(new Gpu(
                        Math.toIntExact(count.getAsLong()),
                        liveberth_report_gpu_type(report).text()));
    }

    private static Optional<Configuration.Scaling> scaling(Pointer report) {
        double threshold = liveberth_report_scale_up_load_threshold(report);
        return threshold < 0
                ? Optional.empty()
                : Optional.of(new Configuration.Scaling(
                        threshold,
                        number(report, SCALE_UP_DELAY_MS),
                        number(report, SCALE_DOWN_DELAY_MS)));
    }

    static Optional<Cost> cost(Pointer report) {
        OptionalLong atMin = value(report, COST_AT_MIN_REPLICAS);
        OptionalLong atMax = value(report, COST_AT_MAX_REPLICAS);
        return atMin.isEmpty() || atMax.isEmpty()
                ? Optional.empty()
                : Optional.of(new Cost(atMin.getAsLong(), atMax.getAsLong()));
    }

    private static OptionalLong value(Pointer report, int field) {
        return Unsigned.takeOptional(liveberth_report_value(report, field));
    }

    private static long number(Pointer report, int field) {
        return Unsigned.take(liveberth_report_value(report, field));
    }

    private static int count(Pointer report, int field) {
        return Math.toIntExact(number(report, field));
    }

    private static native byte liveberth_report_ok(Pointer report);

    private static native long liveberth_report_count(Pointer report);

    private static native int liveberth_report_severity(Pointer report, long index);

    private static native int liveberth_report_code(Pointer report, long index);

    private static native Slice liveberth_report_path(Pointer report, long index);

    private static native Slice liveberth_report_message(Pointer report, long index);

    private static native Slice liveberth_report_error_name(Pointer report, long index);

    private static native long liveberth_report_parameter_count(Pointer report, long index);

    private static native Slice liveberth_report_parameter_name(
            Pointer report, long index, long parameter);

    private static native int liveberth_report_parameter_kind(
            Pointer report, long index, long parameter);

    private static native double liveberth_report_parameter_number(
            Pointer report, long index, long parameter);

    private static native long liveberth_report_parameter_item_count(
            Pointer report, long index, long parameter);

    private static native Slice liveberth_report_parameter_item(
            Pointer report, long index, long parameter, long item);

    private static native long liveberth_report_value(Pointer report, int field);

    private static native double liveberth_report_scale_up_load_threshold(Pointer report);

    private static native Slice liveberth_report_gpu_type(Pointer report);

    private static native long liveberth_report_source_count(Pointer report);

    private static native Slice liveberth_report_source(Pointer report, long source);

    private static native long liveberth_report_variable_count(Pointer report);

    private static native Slice liveberth_report_variable_name(Pointer report, long variable);

    private static native Slice liveberth_report_variable_value(Pointer report, long variable);

    static native Slice liveberth_report_model(Pointer report);

    static native Slice liveberth_report_branch(Pointer report);
}
