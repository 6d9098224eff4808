package liveberth;

import java.util.OptionalLong;

/**
 * How a deployment stands.
 *
 * @param state its state
 * @param reason why it is in that state
 * @param ready whether a request would be routed to a replica now
 * @param desiredReplicas how many replicas are wanted
 * @param readyReplicas how many are ready
 * @param nextTryAtMillis when a failed replica is tried again; empty where none waits for that
 * @param failsAfterMillis when it counts as failed unless a replica is ready by then; empty while one
 *     is, or while none has a place yet
 * @param failuresInARow how often it has failed since it last had a ready replica for long
 */
public record DeploymentStatus(
        State state, Reason reason, boolean ready, int desiredReplicas, int readyReplicas,
        OptionalLong nextTryAtMillis, OptionalLong failsAfterMillis, int failuresInARow) {
    DeploymentStatus(Structures.Status parts) {
        this(
                State.of(parts.state),
                Reason.of(parts.reason),
                parts.is_ready != 0,
                Unsigned.take(parts.desired_replicas),
                Unsigned.take(parts.ready_replicas),
                Unsigned.takeOptional(parts.next_try_at_ms),
                Unsigned.takeOptional(parts.fails_after_ms),
                Unsigned.take(parts.failures_in_a_row));
    }
}
