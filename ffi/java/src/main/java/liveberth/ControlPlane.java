package liveberth;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Every live deployment of a platform, with the nodes and queues they run on.
 *
 * <p>It takes an input by a method of its own, such as {@link #create} and {@link #tick}, which answers
 * the effects to carry out in their order; or as text, by {@link #step}. Times are milliseconds on the
 * host's clock.
 *
 * <p>Any thread may call it: reads run side by side, steps one at a time. A call after {@link
 * #close} throws {@link IllegalStateException}; one that the library refuses throws {@link
 * LiveberthException} and has changed nothing. Numbers have no sign: one below 0 throws {@link
 * IllegalArgumentException} before the library hears of it, and what the library answers beyond Java's
 * numbers throws {@link ArithmeticException}; answers as text have it. A control plane that nobody closed is freed by the
 * garbage collector, which does not see how much memory the library holds for it.
 */
public final class ControlPlane extends ControlPlaneTexts implements AutoCloseable {
    /** Makes a control plane without nodes, queues or deployments, by the defaults. */
    public ControlPlane() {
        this((String) null);
    }

    /**
     * Makes a control plane without nodes, queues or deployments.
     *
     * @param settings an object of {@code limits}, {@code policy} and {@code placementPolicy}, each
     *     of which may be left out; null leaves out all
     */
    public ControlPlane(String settings) {
        this(made(Library::liveberth_control_plane_new, settings));
    }

    private ControlPlane(Pointer plane) {
        super(new Handle("control plane", plane, Library::liveberth_control_plane_free));
    }

    /**
     * Makes a control plane from what {@link #save} gave.
     *
     * <p>After a restart a host then carries out what {@link #resume} answers.
     */
    public static ControlPlane restore(String saved) {
        Objects.requireNonNull(saved, "saved");
        return new ControlPlane(made(Library::liveberth_control_plane_restore, saved));
    }

    /**
     * Takes one input, such as {@code {"type": "tick"}}, and answers the effects to carry out, in
     * their order.
     *
     * @param nowMillis milliseconds on the host's clock
     */
    public String step(long nowMillis, String input) {
        Unsigned.lend(nowMillis, "nowMillis");
        byte[] lent = lend(input, "input");
        return handle.write(plane -> Call.text((out, error) ->
                Library.liveberth_control_plane_step(
                        plane, nowMillis, lent, lent.length, out, error)));
    }

    /** Takes one input as text, as {@link #step} does. */
    public List<Effect> take(long nowMillis, String input) {
        byte[] lentInput = lend(input, "input");
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_step_text(
                        plane, nowMillis, lentInput, lentInput.length, out, error));
    }

    /**
     * Creates a deployment, as an accepted report of a request to create one says. The host makes its
     * identifier, and the project pays for it.
     */
    public List<Effect> create(long nowMillis, String rid, String project, Report report) {
        byte[] lentRid = lend(rid, "rid");
        byte[] lentProject = lend(project, "project");
        return report.lend(lentReport -> effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_create(
                        plane, nowMillis, lentRid, lentRid.length, lentProject, lentProject.length,
                        lentReport, out, error)));
    }

    /** Replaces a deployment's configuration by that of an accepted report of any kind. */
    public List<Effect> replace(long nowMillis, String rid, Report report) {
        byte[] lentRid = lend(rid, "rid");
        return report.lend(lentReport -> effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_replace(
                        plane, nowMillis, lentRid, lentRid.length, lentReport, out, error)));
    }

    /** Switches a deployment off. */
    public List<Effect> disable(long nowMillis, String rid) {
        byte[] lentRid = lend(rid, "rid");
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_disable(
                        plane, nowMillis, lentRid, lentRid.length, out, error));
    }

    /** Switches a deployment on, or has a failed one try again. */
    public List<Effect> start(long nowMillis, String rid) {
        byte[] lentRid = lend(rid, "rid");
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_start(
                        plane, nowMillis, lentRid, lentRid.length, out, error));
    }

    /** Says that a replica answers its readiness probe. */
    public List<Effect> replicaReady(long nowMillis, long replica, int attempt) {
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_replica_ready(
                        plane, nowMillis, Unsigned.lend(replica, "replica"),
                        Unsigned.lend(attempt, "attempt"), out, error));
    }

    /** Says that a replica no longer answers its readiness probe. */
    public List<Effect> replicaUnready(long nowMillis, long replica, int attempt) {
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_replica_unready(
                        plane, nowMillis, Unsigned.lend(replica, "replica"),
                        Unsigned.lend(attempt, "attempt"), out, error));
    }

    /**
     * Says that a replica's process ended by itself, or could not be started.
     *
     * @param reason is shown to users as it is
     * @param retryable whether another try may help; it does not for a missing image or a bad
     *     entry point
     */
    public List<Effect> replicaExited(
            long nowMillis, long replica, int attempt, String reason, boolean retryable) {
        byte[] lentReason = lend(reason, "reason");
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_replica_exited(
                        plane, nowMillis, Unsigned.lend(replica, "replica"),
                        Unsigned.lend(attempt, "attempt"), lentReason, lentReason.length,
                        number(retryable), out, error));
    }

    /** Says that a replica is gone for certain and holds nothing on its node any more. */
    public List<Effect> replicaStopped(long nowMillis, long replica, int attempt) {
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_replica_stopped(
                        plane, nowMillis, Unsigned.lend(replica, "replica"),
                        Unsigned.lend(attempt, "attempt"), out, error));
    }

    /** Has a ready replica run on another node: its replacement starts there first. */
    public List<Effect> move(long nowMillis, long replica, String node) {
        byte[] lentNode = lend(node, "node");
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_move(
                        plane, nowMillis, Unsigned.lend(replica, "replica"), lentNode,
                        lentNode.length, out, error));
    }

    /** Says what a deployment is working on. */
    public List<Effect> loadSample(long nowMillis, String rid, Load load) {
        byte[] lentRid = lend(rid, "rid");
        Memory inFlight = new Memory((load.inFlight().size() + 1) * 16L);
        long at = 0;
        for (Map.Entry<Long, Integer> entry : load.inFlight().entrySet()) {
            inFlight.setLong(at, entry.getKey());
            inFlight.setInt(at + 8, entry.getValue());
            at += 16;
        }
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_load_sample(
                        plane, nowMillis, lentRid, lentRid.length, load.running(), load.queued(),
                        inFlight, load.inFlight().size(), out, error));
    }

    /** Says that a request came for a deployment that has no replicas. */
    public List<Effect> requestArrived(long nowMillis, String rid) {
        byte[] lentRid = lend(rid, "rid");
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_request_arrived(
                        plane, nowMillis, lentRid, lentRid.length, out, error));
    }

    /** Says that time has passed: due at {@link #nextWake}, harmless at any time. */
    public List<Effect> tick(long nowMillis) {
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_tick(
                        plane, nowMillis, out, error));
    }

    /** Says that a node is there, for the first time, again, or with another shape. */
    public List<Effect> nodeUp(long nowMillis, Node node) {
        return node.lend(lentNode -> effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_node_up(plane, nowMillis, lentNode, out, error)));
    }

    /** Says that a node is gone, and with it every replica on it. */
    public List<Effect> nodeDown(long nowMillis, String node) {
        byte[] lentNode = lend(node, "node");
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_node_down(
                        plane, nowMillis, lentNode, lentNode.length, out, error));
    }

    /** Has nothing new placed on a node, or again; what runs there stays. */
    public List<Effect> cordon(long nowMillis, String node, boolean on) {
        byte[] lentNode = lend(node, "node");
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_cordon(
                        plane, nowMillis, lentNode, lentNode.length, number(on), out, error));
    }

    /** Says that a queue exists, or has changed. */
    public List<Effect> queueSet(long nowMillis, Queue queue) {
        byte[] lentName = lend(queue.name(), "name");
        LentTexts groups = new LentTexts(queue.computeGroups());
        try {
            return effects(nowMillis, (plane, out, error) ->
                    Library.liveberth_control_plane_queue_set(
                            plane, nowMillis, lentName, lentName.length, queue.kind().number,
                            queue.limit(), queue.order().number, groups.slices(), groups.count(),
                            out, error));
        } finally {
            Reference.reachabilityFence(groups);
        }
    }

    /**
     * Says the most that all queues of a kind may be given together; empty for no limit.
     *
     * @param vcpu in millicores
     * @param vgpu in GPUs
     */
    public List<Effect> enrollmentSet(long nowMillis, OptionalLong vcpu, OptionalLong vgpu) {
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_enrollment_set(
                        plane, nowMillis, Unsigned.lend(vcpu, "vcpu"), Unsigned.lend(vgpu, "vgpu"),
                        out, error));
    }

    /**
     * Says which queues a project's replicas are charged to.
     *
     * @param vcpu the queue of those without GPUs
     * @param vgpu the queue of those with GPUs; without one the project runs none
     */
    public List<Effect> projectSet(
            long nowMillis, String project, String vcpu, Optional<String> vgpu) {
        byte[] lentProject = lend(project, "project");
        byte[] lentVcpu = lend(vcpu, "vcpu");
        byte[] lentVgpu = Text.encode(vgpu.orElse(null));
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_project_set(
                        plane, nowMillis, lentProject, lentProject.length, lentVcpu,
                        lentVcpu.length, lentVgpu, Text.length(lentVgpu), out, error));
    }

    /**
     * Says that a model version was published on a branch.
     *
     * @param sequence its place in the branch's history: a lower or equal one than known is old news
     */
    public List<Effect> versionPublished(
            long nowMillis, String model, String branch, String version, long sequence) {
        byte[] lentModel = lend(model, "model");
        byte[] lentBranch = lend(branch, "branch");
        byte[] lentVersion = lend(version, "version");
        return effects(nowMillis, (plane, out, error) ->
                Library.liveberth_control_plane_version_published(
                        plane, nowMillis, lentModel, lentModel.length, lentBranch,
                        lentBranch.length, lentVersion, lentVersion.length,
                        Unsigned.lend(sequence, "sequence"), out, error));
    }

    /** Hears what a router has for it. */
    public List<Effect> tell(long nowMillis, Decision.Tell tell) {
        return tell.decisions.read(decisions -> effects(nowMillis, (plane, out, error) ->
                RouterLibrary.liveberth_control_plane_tell(
                        plane, nowMillis, decisions, tell.index, out, error)));
    }

    /** Every effect that may not have been carried out before a restart. */
    public List<Effect> resumeEffects() {
        return EffectsParts.take(handle.read(plane -> Call.handle((out, error) ->
                Library.liveberth_control_plane_resume_effects(plane, out, error))));
    }

    /**
     * When the next tick is due, in milliseconds on the host's clock, to be asked after each step;
     * empty while nothing waits for time to pass.
     */
    public OptionalLong nextWake() {
        return handle.read(plane -> {
            LongByReference out = new LongByReference();
            PointerByReference error = new PointerByReference();
            Call.check(Library.liveberth_control_plane_next_wake(plane, out, error), error);
            return Unsigned.takeOptional(out.getValue());
        });
    }

    /** How a live deployment stands; {@link #status} explains it. */
    public DeploymentStatus deploymentStatus(String rid) {
        byte[] lent = lend(rid, "rid");
        return handle.read(plane -> {
            Structures.Status out = new Structures.Status();
            PointerByReference error = new PointerByReference();
            Call.check(
                    Library.liveberth_control_plane_deployment_status(
                            plane, lent, lent.length, out, error),
                    error);
            return new DeploymentStatus(out);
        });
    }

    /** The limits of a project's configurations, as its queues and the nodes stand. */
    public Limits limitsOf(String project) {
        byte[] lent = lend(project, "project");
        Pointer limits = handle.read(plane -> Call.handle((out, error) ->
                Library.liveberth_limits_of_project(plane, lent, lent.length, out, error)));
        return new Limits(limits);
    }

    /** Frees the control plane, once no call is under way. Again it does nothing. */
    @Override
    public void close() {
        handle.close();
    }

    @FunctionalInterface
    private interface Maker {
        int call(byte[] text, long length, PointerByReference out, PointerByReference error);
    }

    private static Pointer made(Maker maker, String text) {
        byte[] lent = Text.encode(text);
        return Call.handle((out, error) -> maker.call(lent, Text.length(lent), out, error));
    }

    /** Makes a call that takes one input. */
    private List<Effect> effects(long nowMillis, OnPlane step) {
        Unsigned.lend(nowMillis, "nowMillis");
        return EffectsParts.take(handle.write(plane ->
                Call.handle((out, error) -> step.call(plane, out, error))));
    }

    private static byte[] lend(String text, String parameter) {
        return Text.encode(Objects.requireNonNull(text, parameter));
    }

    /** A bool of C. */
    private static byte number(boolean is) {
        return (byte) (is ? 1 : 0);
    }
}
