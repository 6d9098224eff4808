package liveberth;

import com.sun.jna.Pointer;
import java.util.function.Function;

/**
 * What a platform permits and what it fills in, read once and used for many checks.
 *
 * <p>Limits never change, so any number of threads may check with them at once. Where they are null,
 * those of any platform hold.
 */
public final class Limits implements AutoCloseable {
    private final Handle handle;

    /**
     * Reads limits from their JSON.
     *
     * @param text an object whose members may each be left out for their default, such as {@code
     *     {"maxThreadCount": 64, "gpus": {"T4": 4}}}
     */
    public Limits(String text) {
        this(read(text));
    }

    Limits(Pointer limits) {
        handle = new Handle("object of limits", limits, Library::liveberth_limits_free);
    }

    /** Frees the limits. Reports that were made with them stay as they are. */
    @Override
    public void close() {
        handle.close();
    }

    /** Makes a call with limits; null gives it NULL. */
    static <T> T lend(Limits limits, Function<Pointer, T> call) {
        return limits == null ? call.apply(Pointer.NULL) : limits.handle.read(call);
    }

    private static Pointer read(String text) {
        byte[] lent = Text.encode(text);
        return Call.handle((out, error) ->
                Library.liveberth_limits_new(lent, Text.length(lent), out, error));
    }
}
