// Made from liveberth.h by `cargo xtask ffi --bless`.
package liveberth;

/** What was noticed. */
public enum LogKind {
    /**
     * News of a replica or attempt that is no longer current; it was ignored. It has both.
     */
    STALE_EVENT(1),

    /**
     * A replica was told to end and then killed, yet its stop was never confirmed; what it
     * holds stays reserved. It has a replica and an attempt.
     */
    STOP_UNCONFIRMED(2),

    /**
     * A replica was moved. It has the replica that left and the node of its replacement.
     */
    MOVE_DONE(3),

    /**
     * A replica stays where it is. It has the replica and the node where its replacement was to
     * run.
     */
    MOVE_GIVEN_UP(4),

    /**
     * A replica's process ended. It has a replica, an attempt and a message.
     */
    REPLICA_EXITED(5),

    /**
     * A number that is not known here: the library is newer.
     */
    UNKNOWN(0);

    private final int number;

    LogKind(int number) {
        this.number = number;
    }

    /** The number that it has in every language. */
    public int number() {
        return number;
    }

    /** What a number stands for; one of a later library is UNKNOWN. */
    static LogKind of(int number) {
        for (LogKind known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return UNKNOWN;
    }
}
