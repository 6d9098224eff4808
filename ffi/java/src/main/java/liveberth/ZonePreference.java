package liveberth;

import java.util.Map;

/**
 * Which zones a replica would rather be in: it goes elsewhere where they have no room.
 *
 * @param mode whether replicas of its kind keep together or apart
 * @param replicas how many of its kind each zone holds; none in one that is left out
 */
public record ZonePreference(Mode mode, Map<String, Integer> replicas) {
    /** A number below 0 throws {@link IllegalArgumentException}. */
    public ZonePreference {
        replicas = Map.copyOf(replicas);
        replicas.values().forEach(number -> Unsigned.lend(number, "replicas"));
    }

    /** Whether replicas of a kind keep together or apart. */
    public enum Mode {
        /** Rather where there are fewest, so that one zone's failure takes few. */
        SPREAD(1),

        /** Rather where there are most, so that they are near each other. */
        PACK(2);

        final int number;

        Mode(int number) {
            this.number = number;
        }
    }
}
