package liveberth;

import java.util.Optional;

/**
 * An accepted configuration, with every default filled in.
 *
 * @param minReplicas the fewest replicas
 * @param maxReplicas the most replicas
 * @param resources what each replica gets
 * @param gpu the GPUs of each replica; empty where it has none
 * @param scaling when replicas are added and removed; empty where no rules are given
 */
public record Configuration(
        int minReplicas, int maxReplicas, Resources resources, Optional<Gpu> gpu,
        Optional<Scaling> scaling) {
    /**
     * Rules of scaling.
     *
     * @param upLoadThreshold the load at or above which a replica is added, from 0 to 1
     * @param upDelayMillis how long the load must stay high before that
     * @param downDelayMillis how long it must stay low before one is removed
     */
    public record Scaling(double upLoadThreshold, long upDelayMillis, long downDelayMillis) {}
}
