// Made from liveberth.h by `cargo xtask ffi --bless`.
package liveberth;

/** What is wrong with a document. */
public enum Code {
    /**
     * A problem that has no number in this version; the report's text has its code.
     */
    UNNUMBERED(1),

    /**
     * The text is not JSON in UTF-8. Lines and columns count from 1, columns in characters.
     */
    MALFORMED_JSON(2),

    /**
     * The text is longer than a document may be.
     */
    TOO_LARGE(3),

    /**
     * The text nests deeper than a document may.
     */
    TOO_DEEP(4),

    /**
     * A member that must be there is not, or is null.
     */
    REQUIRED(5),

    /**
     * A member that the API does not know.
     */
    UNKNOWN_FIELD(6),

    /**
     * A member that is given more than once; the first was looked at.
     */
    DUPLICATE_FIELD(7),

    /**
     * A value of the wrong kind; both in the words of JSON Schema.
     */
    WRONG_TYPE(8),

    /**
     * A number that is not whole. No value where its double is whole, too coarse to show it.
     */
    NOT_AN_INTEGER(9),

    /**
     * `NaN`, `Infinity` or `-Infinity` where a finite number is needed.
     */
    NOT_FINITE(10),

    /**
     * A number beyond its bounds. No value where it is too large for a double.
     */
    OUT_OF_RANGE(11),

    /**
     * The lower bound on replicas is above the upper one.
     */
    MIN_REPLICAS_EXCEEDS_MAX_REPLICAS(12),

    /**
     * A text that is no amount of memory.
     */
    INVALID_MEMORY(13),

    /**
     * More than any node has.
     */
    EXCEEDS_LARGEST_NODE(14),

    /**
     * A GPU type that the API does not know.
     */
    UNKNOWN_GPU_TYPE(15),

    /**
     * A GPU type that the project's queue does not offer.
     */
    GPU_TYPE_NOT_AVAILABLE(16),

    /**
     * Fewer than one GPU, or more than a replica may have; no maximum where it is not known.
     */
    GPU_COUNT_OUT_OF_RANGE(17),

    /**
     * More threads than a replica may have.
     */
    THREAD_COUNT_TOO_HIGH(18),

    /**
     * A unit of time that the API does not know.
     */
    UNKNOWN_TIME_UNIT(19),

    /**
     * A delay beyond the longest one.
     */
    DELAY_TOO_LONG(20),

    /**
     * Scaling up would wait longer than scaling down.
     */
    SCALE_UP_DELAY_EXCEEDS_SCALE_DOWN_DELAY(21),

    /**
     * A text that cannot name an environment variable.
     */
    INVALID_ENVIRONMENT_VARIABLE_NAME(22),

    /**
     * A value that no environment can hold; the value itself is not repeated.
     */
    INVALID_ENVIRONMENT_VARIABLE_VALUE(23),

    /**
     * An environment variable that the platform sets.
     */
    RESERVED_ENVIRONMENT_VARIABLE(24),

    /**
     * A text that is no resource identifier.
     */
    INVALID_RID(25),

    /**
     * A kind of target that the API does not know.
     */
    UNKNOWN_DEPLOYMENT_TYPE(26),

    /**
     * A branch without a name.
     */
    EMPTY_BRANCH(27),

    /**
     * A source that the project has not imported.
     */
    SOURCE_NOT_IMPORTED(28),

    /**
     * A source that compute modules may not use.
     */
    SOURCE_NOT_ENABLED(29),

    /**
     * A source that may not export the markings of a resource.
     */
    SOURCE_CANNOT_EXPORT_MARKINGS(30),

    /**
     * Advice: an idle deployment has no replica, so that its next request waits for one.
     */
    SCALES_TO_ZERO(31),

    /**
     * Advice: a member that is not given, and what the platform takes in its place.
     */
    DEFAULT_APPLIES(32),

    /**
     * Advice: a unit that others read as a power of 1000 is a power of 1024.
     */
    BINARY_MEMORY_UNIT(33),

    /**
     * Advice: so little memory that a unit was probably forgotten.
     */
    TINY_MEMORY(34),

    /**
     * Advice: CPU is counted in thousandths, of which a part counts as one.
     */
    CPU_ROUNDED_UP(35),

    /**
     * Advice: a threshold that every load reaches.
     */
    ALWAYS_SCALES_UP(36),

    /**
     * Advice: rules of scaling where the number of replicas is fixed.
     */
    SCALING_HAS_NO_EFFECT(37),

    /**
     * Advice: a source that is in the list before.
     */
    REPEATED_SOURCE(38);

    private final int number;

    Code(int number) {
        this.number = number;
    }

    /** The number that it has in every language. */
    public int number() {
        return number;
    }

    /** What a number stands for; one of a later library is UNNUMBERED. */
    static Code of(int number) {
        for (Code known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return UNNUMBERED;
    }
}
