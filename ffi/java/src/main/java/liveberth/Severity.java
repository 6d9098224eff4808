// Made from liveberth.h by `cargo xtask ffi --bless`.
package liveberth;

/** How much a diagnostic matters. */
public enum Severity {
    /**
     * The document is refused.
     */
    ERROR(1),

    /**
     * The document is accepted; this is advice.
     */
    WARNING(2),

    /**
     * A number that is not known here: the library is newer.
     */
    UNKNOWN(0);

    private final int number;

    Severity(int number) {
        this.number = number;
    }

    /** The number that it has in every language. */
    public int number() {
        return number;
    }

    /** What a number stands for; one of a later library is UNKNOWN. */
    static Severity of(int number) {
        for (Severity known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return UNKNOWN;
    }
}
