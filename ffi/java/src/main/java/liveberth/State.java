// Made from liveberth.h by `cargo xtask ffi --bless`.
package liveberth;

/** Where a deployment stands. */
public enum State {
    /**
     * Serving, or scaled to zero and ready to wake.
     */
    ACTIVE(1),

    /**
     * At least one replica is ready, but not all replicas are healthy.
     */
    DEGRADED(2),

    /**
     * Switched off.
     */
    DISABLED(3),

    /**
     * No healthy replica is available.
     */
    FAILED(4),

    /**
     * On the way to its first ready replica.
     */
    STARTING(5),

    /**
     * A number that is not known here: the library is newer.
     */
    UNKNOWN(0);

    private final int number;

    State(int number) {
        this.number = number;
    }

    /** The number that it has in every language. */
    public int number() {
        return number;
    }

    /** What a number stands for; one of a later library is UNKNOWN. */
    static State of(int number) {
        for (State known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return UNKNOWN;
    }
}
