// Made from liveberth.h by `cargo xtask ffi --bless`.
package liveberth;

/** How a call ended. */
public enum Status {
    /**
     * The call did what it says.
     */
    OK(0),

    /**
     * A pointer that is needed was NULL.
     */
    NULL_POINTER(1),

    /**
     * A length that no text and no list can have.
     */
    INVALID_LENGTH(2),

    /**
     * A text was not UTF-8.
     */
    INVALID_UTF8(3),

    /**
     * The library failed, in this call or in an earlier one on the same handle, which can only
     * be freed. This is a fault of the library: please report it.
     */
    PANICKED(4),

    /**
     * A failure that has no number in this version; the error text has its code.
     */
    UNNUMBERED(5),

    /**
     * A handle is of another type, or was freed already.
     */
    WRONG_HANDLE(6),

    /**
     * A number stands for nothing that the function knows.
     */
    UNKNOWN_NUMBER(7),

    /**
     * A text names nothing that the function knows.
     */
    UNKNOWN_NAME(8),

    /**
     * A text was not JSON, or not of the form that the function takes.
     */
    MALFORMED(16),

    /**
     * An answer has no JSON form.
     */
    UNWRITABLE(17),

    /**
     * A text names no resource.
     */
    INVALID_RID(18),

    /**
     * Limits cannot be read.
     */
    INVALID_LIMITS(19),

    /**
     * A report holds no accepted document of the kind that the function takes.
     */
    NOT_ACCEPTED(20),

    /**
     * A configuration or a question has more replicas than it may.
     */
    TOO_MANY_REPLICAS(21),

    /**
     * A threshold of the policy is outside its range.
     */
    THRESHOLD_OUT_OF_RANGE(32),

    /**
     * The policy would scale down sooner than up.
     */
    SCALE_UP_DELAY_EXCEEDS_SCALE_DOWN_DELAY(33),

    /**
     * A number of the policy has to be at least 1.
     */
    ZERO(34),

    /**
     * No deployment has this identifier.
     */
    DEPLOYMENT_NOT_FOUND(64),

    /**
     * The identifier of a new deployment is taken.
     */
    DEPLOYMENT_EXISTS(65),

    /**
     * The model and branch have a deployment already.
     */
    TARGET_TAKEN(66),

    /**
     * Nothing was published on the branch yet.
     */
    NO_VERSION(67),

    /**
     * Sources change only while a deployment is disabled.
     */
    SOURCES_IN_USE(68),

    /**
     * The project is not known.
     */
    PROJECT_NOT_FOUND(69),

    /**
     * The queue is not known.
     */
    QUEUE_NOT_FOUND(70),

    /**
     * The queue counts something else.
     */
    QUEUE_KIND_MISMATCH(71),

    /**
     * The queues of a kind would be given more than the enrollment has.
     */
    ENROLLMENT_EXCEEDED(72),

    /**
     * The node is not known.
     */
    NODE_NOT_FOUND(73),

    /**
     * The node cannot hold what runs on it in its new shape.
     */
    NODE_IN_USE(74),

    /**
     * There is no such replica.
     */
    REPLICA_NOT_FOUND(75),

    /**
     * The replica does not serve.
     */
    REPLICA_NOT_READY(76),

    /**
     * The deployment is replacing replicas already.
     */
    MOVE_CONFLICT(77),

    /**
     * A request's number is not higher than every one before.
     */
    REQUEST_NOT_NEW(78),

    /**
     * No node has room.
     */
    NO_ROOM(79),

    /**
     * The node holds a replica of this number already.
     */
    REPLICA_EXISTS(80),

    /**
     * The state was saved by a version of the library that this one does not know.
     */
    UNKNOWN_VERSION(96),

    /**
     * The saved state contradicts itself.
     */
    INCONSISTENT(97);

    private final int number;

    Status(int number) {
        this.number = number;
    }

    /** The number that it has in every language. */
    public int number() {
        return number;
    }

    /** What a number stands for; one of a later library is UNNUMBERED. */
    static Status of(int number) {
        for (Status known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return UNNUMBERED;
    }
}
