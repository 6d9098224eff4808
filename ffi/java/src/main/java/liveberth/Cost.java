package liveberth;

/**
 * What a configuration costs, in thousandths of compute-seconds an hour.
 *
 * @param atMinReplicas with the fewest replicas
 * @param atMaxReplicas with the most
 */
public record Cost(long atMinReplicas, long atMaxReplicas) {}
