package liveberth;

import com.sun.jna.ptr.PointerByReference;
import java.util.Objects;

/**
 * The checks of documents.
 *
 * <p>Texts are JSON. A document with problems is no failure: its answer lists every problem. A call
 * that the library refuses throws {@link LiveberthException}. Any thread may call.
 */
public final class Liveberth {
    private Liveberth() {}

    /** The version of the library, such as "0.1.0". */
    public static String version() {
        return Library.liveberth_version();
    }

    /** Checks a runtime configuration with the limits of any platform. */
    public static String checkRuntimeConfiguration(String document) {
        return checkRuntimeConfiguration(document, null);
    }

    /**
     * Checks a runtime configuration and answers {@code {"ok", "normalized", "cost", "diagnostics"}}.
     *
     * @param limits what the platform permits; null stands for any platform
     */
    public static String checkRuntimeConfiguration(String document, String limits) {
        return checkRuntimeConfiguration(Text.encodeDocument(document), limits);
    }

    /** Checks a runtime configuration as it was received: in UTF-8, or not even that. */
    public static String checkRuntimeConfiguration(byte[] document, String limits) {
        return check(Library::liveberth_check_runtime_configuration, document, limits);
    }

    /** Checks the body of a request to create a deployment. */
    public static String checkCreateRequest(String document, String limits) {
        return checkCreateRequest(Text.encodeDocument(document), limits);
    }

    /** Checks the body of a request to create a deployment as it was received. */
    public static String checkCreateRequest(byte[] document, String limits) {
        return check(Library::liveberth_check_create_request, document, limits);
    }

    /** Checks the body of a request to replace a deployment's configuration. */
    public static String checkReplaceRequest(String document, String limits) {
        return checkReplaceRequest(Text.encodeDocument(document), limits);
    }

    /** Checks the body of a request to replace a deployment's configuration as it was received. */
    public static String checkReplaceRequest(byte[] document, String limits) {
        return check(Library::liveberth_check_replace_request, document, limits);
    }

    @FunctionalInterface
    private interface Check {
        int call(
                byte[] document, long documentLength, byte[] limits, long limitsLength,
                PointerByReference out, PointerByReference error);
    }

    private static String check(Check check, byte[] document, String limits) {
        byte[] lent = Text.encode(limits);
        return Call.text((out, error) -> check.call(
                Objects.requireNonNull(document, "document"), document.length,
                lent, Text.length(lent), out, error));
    }
}
