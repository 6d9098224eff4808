package liveberth;

import java.util.List;

/**
 * One thing that the host must do after a step.
 *
 * <p>To carry one out more than once is harmless: a replica and its attempt name each launch.
 */
public sealed interface Effect {
    /**
     * Start a replica, then say that it is ready or has exited.
     *
     * @param replica the replica
     * @param attempt the attempt, from 1
     * @param deployment what the replica is of
     * @param node where it runs
     * @param devices the numbers on that node of the GPUs that it gets
     * @param version the model version that it serves
     * @param resources all else that it gets
     */
    record Launch(
            long replica, int attempt, String deployment, String node, List<Integer> devices,
            String version, Resources resources) implements Effect {}

    /**
     * Have a replica end by itself, then say that it has stopped.
     *
     * @param replica the replica
     * @param attempt the attempt
     * @param graceMillis how long it may take
     */
    record Stop(long replica, int attempt, long graceMillis) implements Effect {}

    /**
     * End a replica at once, then say that it has stopped.
     *
     * @param replica the replica
     * @param attempt the attempt
     */
    record Kill(long replica, int attempt) implements Effect {}

    /**
     * Send a deployment's requests to these replicas and no others.
     *
     * @param deployment the deployment
     * @param routes where requests may go, the preferred ones first
     */
    record SetRoutes(String deployment, List<Route> routes) implements Effect {}

    /**
     * A deployment's status has changed.
     *
     * @param deployment the deployment
     * @param state its state
     * @param reason why it is in that state
     * @param ready whether a request would be routed to a replica
     */
    record StatusChange(String deployment, State state, Reason reason, boolean ready)
            implements Effect {}

    /**
     * Something worth a line in the log, with nothing to do. What it does not have is 0 or empty.
     *
     * @param kind what was noticed
     * @param replica the replica
     * @param attempt the attempt
     * @param node where the replica moved, or was to
     * @param message what the host knew of the cause when a replica exited
     */
    record Log(LogKind kind, long replica, int attempt, String node, String message)
            implements Effect {}

    /**
     * Where requests may go.
     *
     * @param replica the replica
     * @param priority 0 is preferred while it has room; then 1, and so on
     * @param maxInFlight the most requests at once
     */
    record Route(long replica, int priority, int maxInFlight) {
        /** A number below 0 throws {@link IllegalArgumentException}. */
        public Route {
            Unsigned.lend(replica, "replica");
            Unsigned.lend(priority, "priority");
            Unsigned.lend(maxInFlight, "maxInFlight");
        }
    }
}
