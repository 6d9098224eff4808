package liveberth;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Objects;

/** What a control plane answers as text, with nothing changed. */
abstract sealed class ControlPlaneTexts permits ControlPlane {
    final Handle handle;

    ControlPlaneTexts(Handle handle) {
        this.handle = handle;
    }

    /** Answers a live deployment's status and everything that explains it. */
    public String status(String rid) {
        return about(Library::liveberth_control_plane_status, rid);
    }

    /** Answers a live deployment as the API shows it. */
    public String deployment(String rid) {
        return about(Library::liveberth_control_plane_deployment, rid);
    }

    /** Answers what a project's configurations may ask for: the limits to check them with. */
    public String limits(String project) {
        return about(Library::liveberth_control_plane_limits, project);
    }

    /**
     * Answers what would become of a configuration, with nothing changed.
     *
     * @param asked an object of {@code project}, {@code runtimeConfiguration} and, where wanted,
     *     {@code replicas}, {@code placementPolicy} and {@code consolidationSteps}
     */
    public String whatIf(String asked) {
        return about(Library::liveberth_control_plane_what_if, asked);
    }

    /**
     * Answers how placement policies would place a list of deployments, with nothing changed.
     *
     * @param asked an object of {@code deployments}, each of {@code project}, {@code
     *     runtimeConfiguration} and, where wanted, {@code replicas}, and of {@code placementPolicies},
     *     which are all where left out
     */
    public String compare(String asked) {
        return about(Library::liveberth_control_plane_compare, asked);
    }

    /**
     * Answers how what runs could be arranged better, with nothing changed.
     *
     * @param asked an object of {@code type}, which is {@code freeNode} with a {@code node}, {@code
     *     fewestNodes}, or {@code cheapestNodes} with {@code prices}, which say what a node of each
     *     compute group costs; and of {@code steps}, which says how long to search
     */
    public String repack(String asked) {
        return about(Library::liveberth_control_plane_repack, asked);
    }

    /** Answers every live deployment as the API shows it, in the order of their identifiers. */
    public String list() {
        return all(Library::liveberth_control_plane_list);
    }

    /** Answers every node and what runs on it, in the order of their names. */
    public String nodes() {
        return all(Library::liveberth_control_plane_nodes);
    }

    /** Answers every queue and how full it is, in the order of their names. */
    public String queues() {
        return all(Library::liveberth_control_plane_queues);
    }

    /** Answers every effect that may not have been carried out before a restart. */
    public String resume() {
        return all(Library::liveberth_control_plane_resume);
    }

    /** Answers the whole state, for {@link ControlPlane#restore}. */
    public String save() {
        return all(Library::liveberth_control_plane_save);
    }

    @FunctionalInterface
    interface AboutPlane {
        int call(
                Pointer plane, byte[] name, long length,
                PointerByReference out, PointerByReference error);
    }

    @FunctionalInterface
    interface OnPlane {
        int call(Pointer plane, PointerByReference out, PointerByReference error);
    }

    private String about(AboutPlane read, String name) {
        byte[] lent = Text.encode(Objects.requireNonNull(name, "name"));
        return all((plane, out, error) -> read.call(plane, lent, lent.length, out, error));
    }

    private String all(OnPlane read) {
        return handle.read(plane -> Call.text((out, error) -> read.call(plane, out, error)));
    }
}
