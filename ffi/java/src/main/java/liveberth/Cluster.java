package liveberth;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Objects;

/**
 * Nodes and what is reserved on them, without deployments.
 *
 * <p>Any thread may call it: reads run side by side, changes one at a time. A call after {@link #close}
 * throws {@link IllegalStateException}; one that the library refuses throws {@link LiveberthException}
 * and has changed nothing. A cluster that nobody closed is freed by the garbage collector.
 */
public final class Cluster implements AutoCloseable {
    private final Handle handle;

    /** Makes a cluster without nodes, by the policy {@code adaptive}. */
    public Cluster() {
        this("adaptive");
    }

    /**
     * Makes a cluster without nodes.
     *
     * @param policy chooses among the nodes with room, as in {@code best-fit}
     */
    public Cluster(String policy) {
        byte[] lent = lend(policy, "policy");
        Pointer cluster = Call.handle((out, error) ->
                ClusterLibrary.liveberth_cluster_new(lent, lent.length, out, error));
        handle = new Handle("cluster", cluster, ClusterLibrary::liveberth_cluster_free);
    }

    /** Puts a node there: for the first time, back, or in another shape. */
    public void setNode(Node node) {
        node.lend(lentNode -> change((cluster, error) ->
                ClusterLibrary.liveberth_cluster_set_node(cluster, lentNode, error)));
    }

    /** Takes a node down and forgets what was reserved on it; it stays known by its shape. */
    public void nodeDown(String node) {
        byte[] lent = lend(node, "node");
        change((cluster, error) ->
                ClusterLibrary.liveberth_cluster_node_down(cluster, lent, lent.length, error));
    }

    /** Has nothing new placed on a node, or again; what is reserved there stays. */
    public void cordon(String node, boolean on) {
        byte[] lent = lend(node, "node");
        byte number = (byte) (on ? 1 : 0);
        change((cluster, error) ->
                ClusterLibrary.liveberth_cluster_cordon(cluster, lent, lent.length, number, error));
    }

    /**
     * Finds a place for a replica and reserves it. Where no node has room it throws {@link
     * LiveberthException} with {@link Status#NO_ROOM}, which {@link #explain} explains; where the best
     * one holds a replica of this number, with {@link Status#REPLICA_EXISTS}.
     */
    public Placement place(long replica, Request request) {
        return Placement.take(request.lend(lent -> handle.write(cluster ->
                Call.handle((out, error) -> ClusterLibrary.liveberth_cluster_place(
                        cluster, Unsigned.lend(replica, "replica"), lent, out, error)))));
    }

    /** Gives back what a replica has on a node. */
    public void release(String node, long replica) {
        byte[] lent = lend(node, "node");
        change((cluster, error) -> ClusterLibrary.liveberth_cluster_release(
                cluster, lent, lent.length, Unsigned.lend(replica, "replica"), error));
    }

    /**
     * Answers why so many replicas fit or do not, which nearest changes would do, and why this node.
     */
    public String explain(Request request, int replicas) {
        return ask(request, (cluster, lent, out, error) ->
                ClusterLibrary.liveberth_cluster_explain(
                        cluster, lent, Unsigned.lend(replicas, "replicas"), out, error));
    }

    /** Answers where so many replicas would run, with nothing reserved. */
    public String whatIf(Request request, int replicas) {
        return ask(request, (cluster, lent, out, error) ->
                ClusterLibrary.liveberth_cluster_what_if(
                        cluster, lent, Unsigned.lend(replicas, "replicas"), out, error));
    }

    /**
     * Answers so many replicas packed from scratch onto the fewest nodes.
     *
     * @param steps how long to search
     */
    public String repack(Request request, int replicas, int steps) {
        return ask(request, (cluster, lent, out, error) ->
                ClusterLibrary.liveberth_cluster_repack(
                        cluster, lent, Unsigned.lend(replicas, "replicas"),
                        Unsigned.lend(steps, "steps"), out, error));
    }

    /** Frees the cluster, once no call is under way. Again it does nothing. */
    @Override
    public void close() {
        handle.close();
    }

    @FunctionalInterface
    private interface Change {
        int call(Pointer cluster, PointerByReference error);
    }

    @FunctionalInterface
    private interface Question {
        int call(
                Pointer cluster, Pointer request,
                PointerByReference out, PointerByReference error);
    }

    /** Makes a call that changes the cluster; what it gives means nothing. */
    private Status change(Change change) {
        return handle.write(cluster -> {
            PointerByReference error = new PointerByReference();
            Call.check(change.call(cluster, error), error);
            return Status.OK;
        });
    }

    private String ask(Request request, Question question) {
        return request.lend(lent -> handle.read(cluster ->
                Call.text((out, error) -> question.call(cluster, lent, out, error))));
    }

    private static byte[] lend(String text, String parameter) {
        return Text.encode(Objects.requireNonNull(text, parameter));
    }
}
