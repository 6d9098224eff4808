// Made from liveberth.h by `cargo xtask ffi --bless`.
package liveberth;

/** Why a deployment is in the state that it shows. */
public enum Reason {
    /**
     * A user switched it off.
     */
    DISABLED(1),

    /**
     * It serves, but a replica is not healthy.
     */
    REPLICAS_UNHEALTHY(2),

    /**
     * It serves, but has been short of its fewest replicas for long.
     */
    BELOW_MINIMUM(3),

    /**
     * It serves in its old form: the new one does not get ready.
     */
    ROLLOUT_STALLED(4),

    /**
     * It serves.
     */
    SERVING(5),

    /**
     * It serves while replicas of a new form come.
     */
    ROLLING_OUT(6),

    /**
     * It serves in its old form: the new one finds no room.
     */
    WAITING_FOR_CAPACITY(7),

    /**
     * Replicas fail again and again.
     */
    CRASH_LOOP(8),

    /**
     * A replica failed in a way that another attempt cannot mend.
     */
    PERMANENT(9),

    /**
     * No replica got ready in time.
     */
    PROGRESS_DEADLINE(10),

    /**
     * No node could ever hold a replica, or no queue could pay for one.
     */
    INFEASIBLE(11),

    /**
     * It has no replicas, because nobody asks for it.
     */
    SCALED_TO_ZERO(12),

    /**
     * Somebody asked, and the first replica is on its way.
     */
    WAKING_FROM_ZERO(13),

    /**
     * Its first replicas are on their way.
     */
    STARTING(14),

    /**
     * The resource queue is full, or others are ahead in it.
     */
    QUEUE_FULL(15),

    /**
     * No node has room.
     */
    NO_CAPACITY(16),

    /**
     * A replica failed and is tried again.
     */
    RESTARTING(17),

    /**
     * A number that is not known here: the library is newer.
     */
    UNKNOWN(0);

    private final int number;

    Reason(int number) {
        this.number = number;
    }

    /** The number that it has in every language. */
    public int number() {
        return number;
    }

    /** What a number stands for; one of a later library is UNKNOWN. */
    static Reason of(int number) {
        for (Reason known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return UNKNOWN;
    }
}
