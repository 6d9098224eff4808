package liveberth;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a check found: every problem, and what the platform will run if there is none.
 *
 * <p>A document with problems is no failure. A report never changes, so any number of threads may ask
 * it at once. An accepted one is what {@link ControlPlane#create} takes.
 */
public final class Report implements AutoCloseable {
    private final Handle handle;
    private final boolean ok;
    private final List<Diagnostic> diagnostics;
    private final Supplier<Optional<Configuration>> configuration;
    private final Supplier<Optional<Cost>> cost;
    private final Optional<String> model;
    private final Optional<String> branch;

    private Report(Pointer report) {
        handle = new Handle("report", report, Library::liveberth_report_free);
        ok = ReportParts.ok(report);
        diagnostics = ReportParts.diagnostics(report);
        configuration = read(() -> ReportParts.configuration(report));
        cost = read(() -> ReportParts.cost(report));
        model = ReportParts.liveberth_report_model(report).text();
        branch = ReportParts.liveberth_report_branch(report).text();
    }

    /** Checks a runtime configuration; null limits are those of any platform. */
    public static Report ofRuntimeConfiguration(String document, Limits limits) {
        return ofRuntimeConfiguration(Text.encodeDocument(document), limits);
    }

    /** Checks a runtime configuration as it was received: in UTF-8, or not even that. */
    public static Report ofRuntimeConfiguration(byte[] document, Limits limits) {
        return check(Library::liveberth_report_of_runtime_configuration, document, limits);
    }

    /** Checks the body of a request to create a deployment; null limits are those of any platform. */
    public static Report ofCreateRequest(String document, Limits limits) {
        return ofCreateRequest(Text.encodeDocument(document), limits);
    }

    /** Checks the body of a request to create a deployment as it was received. */
    public static Report ofCreateRequest(byte[] document, Limits limits) {
        return check(Library::liveberth_report_of_create_request, document, limits);
    }

    /** Checks the body of a request to replace a configuration. */
    public static Report ofReplaceRequest(String document, Limits limits) {
        return ofReplaceRequest(Text.encodeDocument(document), limits);
    }

    /** Checks the body of a request to replace a configuration as it was received. */
    public static Report ofReplaceRequest(byte[] document, Limits limits) {
        return check(Library::liveberth_report_of_replace_request, document, limits);
    }

    /** Whether the document is accepted. */
    public boolean ok() {
        return ok;
    }

    /** The problems, and behind them the advice. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** That for which the document is refused. */
    public List<Diagnostic> problems() {
        return of(Severity.ERROR);
    }

    /** That which is advice. */
    public List<Diagnostic> warnings() {
        return of(Severity.WARNING);
    }

    /**
     * What the platform will run; empty where the document is not accepted.
     *
     * @throws ArithmeticException where a number of it is beyond Java's, as of more memory than any
     *     machine has; {@link #text} has it
     */
    public Optional<Configuration> configuration() {
        return configuration.get();
    }

    /**
     * What it will cost; empty where nothing is accepted or the rate of the GPUs is not known.
     *
     * @throws ArithmeticException where it is beyond a long; {@link #text} has it
     */
    public Optional<Cost> cost() {
        return cost.get();
    }

    /** The model that an accepted request to create a deployment is for. */
    public Optional<String> model() {
        return model;
    }

    /** The branch that an accepted request to create a deployment follows. */
    public Optional<String> branch() {
        return branch;
    }

    /** The whole report as text: the same bytes as {@link Liveberth} answers. */
    public String text() {
        return lend(report -> Call.text((out, error) ->
                Library.liveberth_report_text(report, out, error)));
    }

    /** Frees what the library holds of the report. All but its text can still be asked. */
    @Override
    public void close() {
        handle.close();
    }

    <T> T lend(Function<Pointer, T> call) {
        return handle.read(call);
    }

    @FunctionalInterface
    private interface Check {
        int call(
                byte[] document, long documentLength, Pointer limits,
                PointerByReference out, PointerByReference error);
    }

    private static Report check(Check check, byte[] document, Limits limits) {
        Objects.requireNonNull(document, "document");
        return new Report(Limits.lend(limits, lent -> Call.handle((out, error) ->
                check.call(document, document.length, lent, out, error))));
    }

    /** A part as it is now, or why it cannot be written in Java's numbers, for whoever asks for it. */
    private static <T> Supplier<T> read(Supplier<T> part) {
        try {
            T value = part.get();
            return () -> value;
        } catch (ArithmeticException beyond) {
            return () -> {
                throw beyond;
            };
        }
    }

    private List<Diagnostic> of(Severity severity) {
        return diagnostics.stream().filter(it -> it.severity() == severity).toList();
    }
}
