package liveberth;

import java.util.Map;

/**
 * What a deployment is working on.
 *
 * @param running how many requests replicas work on now
 * @param queued how many wait for a free replica
 * @param inFlight how many each replica works on; one that is left out has none
 */
public record Load(long running, long queued, Map<Long, Integer> inFlight) {
    /** A number below 0 throws {@link IllegalArgumentException}. */
    public Load {
        Unsigned.lend(running, "running");
        Unsigned.lend(queued, "queued");
        inFlight = Map.copyOf(inFlight);
        inFlight.forEach((replica, requests) -> {
            Unsigned.lend(replica, "replica");
            Unsigned.lend(requests, "inFlight");
        });
    }
}
