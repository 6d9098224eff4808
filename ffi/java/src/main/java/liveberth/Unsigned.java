package liveberth;

import java.util.OptionalLong;

/**
 * Numbers on their way into the library, where they have no sign, and out of it.
 *
 * <p>Java has no type for them: what is below 0 would become a huge number there, and what is huge
 * there a negative one here. Neither passes.
 */
final class Unsigned {
    /** A number that is not there, such as the time of a moment that never comes. */
    static final long NONE = -1;

    private Unsigned() {}

    /** A number for the library; one below 0 throws {@link IllegalArgumentException}. */
    static long lend(long number, String parameter) {
        if (number < 0) {
            throw new IllegalArgumentException(parameter + " is " + number + ", which is below 0");
        }
        return number;
    }

    /** A number of 32 bits for the library. */
    static int lend(int number, String parameter) {
        lend((long) number, parameter);
        return number;
    }

    /** A number for the library that may be left out. */
    static long lend(OptionalLong number, String parameter) {
        return number.isPresent() ? lend(number.getAsLong(), parameter) : NONE;
    }

    /** A number of the library; one beyond a long throws {@link ArithmeticException}. */
    static long take(long bits) {
        if (bits < 0) {
            throw new ArithmeticException(Long.toUnsignedString(bits) + " does not fit into a long");
        }
        return bits;
    }

    /** A number of the library of 32 bits; one beyond an int throws {@link ArithmeticException}. */
    static int take(int bits) {
        if (bits < 0) {
            throw new ArithmeticException(Integer.toUnsignedString(bits) + " does not fit into an int");
        }
        return bits;
    }

    /** A number of the library that may not be there, such as a moment that never comes. */
    static OptionalLong takeOptional(long bits) {
        return bits == NONE ? OptionalLong.empty() : OptionalLong.of(take(bits));
    }
}
