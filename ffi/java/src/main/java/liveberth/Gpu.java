package liveberth;

import java.util.Optional;

/**
 * So many GPUs.
 *
 * @param count how many
 * @param type one such as {@code T4}; empty where any will do
 */
public record Gpu(int count, Optional<String> type) {
    /** A number below 0 throws {@link IllegalArgumentException}. */
    public Gpu {
        Unsigned.lend(count, "count");
    }

    /** GPUs of a type. */
    public Gpu(int count, String type) {
        this(count, Optional.of(type));
    }
}
