package liveberth;

import java.util.List;

/**
 * How much may be used at once, and where.
 *
 * @param name its name
 * @param kind what it counts
 * @param limit how much may be used at once, in millicores or GPUs
 * @param order whether a waiting replica that does not fit holds up the younger ones
 * @param computeGroups where its replicas run
 */
public record Queue(
        String name, Kind kind, long limit, AdmissionOrder order, List<String> computeGroups) {
    /** A number below 0 throws {@link IllegalArgumentException}. */
    public Queue {
        Unsigned.lend(limit, "limit");
    }

    /** What a queue counts. */
    public enum Kind {
        /** Millicores of replicas without GPUs. */
        VCPU(1),

        /** GPUs of replicas that have any. */
        VGPU(2);

        final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /** Whether a waiting replica that does not fit holds up the younger ones. */
    public enum AdmissionOrder {
        /** It does: first come, first served. */
        STRICT_FIFO(1),

        /** It does not: a younger one that fits goes ahead. */
        BEST_EFFORT(2);

        final int number;

        AdmissionOrder(int number) {
            this.number = number;
        }
    }
}
