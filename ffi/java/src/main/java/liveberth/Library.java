package liveberth;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** The C library as it is. A size_t is a long on every machine of 64 bits. */
final class Library {
    /** The version of the binary interface that these classes are written for. */
    static final int ABI_VERSION = 0;

    static {
        Native.register(Library.class, "liveberth");
        if (liveberth_abi_version() != ABI_VERSION) {
            throw new UnsatisfiedLinkError(
                    "liveberth " + liveberth_version() + " has another binary interface");
        }
    }

    private Library() {}

    static native int liveberth_abi_version();

    static native String liveberth_version();

    static native String liveberth_status_name(int status);

    static native int liveberth_check_runtime_configuration(
            byte[] document, long documentLength, byte[] limits, long limitsLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_check_create_request(
            byte[] document, long documentLength, byte[] limits, long limitsLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_check_replace_request(
            byte[] document, long documentLength, byte[] limits, long limitsLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_new(
            byte[] settings, long settingsLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_restore(
            byte[] saved, long savedLength, PointerByReference out, PointerByReference error);

    static native void liveberth_control_plane_free(Pointer plane);

    static native int liveberth_control_plane_step(
            Pointer plane, long nowMillis, byte[] input, long inputLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_next_wake(
            Pointer plane, LongByReference out, PointerByReference error);

    static native int liveberth_control_plane_status(
            Pointer plane, byte[] rid, long ridLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_deployment(
            Pointer plane, byte[] rid, long ridLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_limits(
            Pointer plane, byte[] project, long projectLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_what_if(
            Pointer plane, byte[] asked, long askedLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_repack(
            Pointer plane, byte[] asked, long askedLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_list(
            Pointer plane, PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_nodes(
            Pointer plane, PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_queues(
            Pointer plane, PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_resume(
            Pointer plane, PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_save(
            Pointer plane, PointerByReference out, PointerByReference error);

    static native int liveberth_limits_new(
            byte[] text, long textLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_limits_of_project(
            Pointer plane, byte[] project, long projectLength,
            PointerByReference out, PointerByReference error);

    static native void liveberth_limits_free(Pointer limits);

    static native int liveberth_report_of_runtime_configuration(
            byte[] document, long documentLength, Pointer limits,
            PointerByReference out, PointerByReference error);

    static native int liveberth_report_of_create_request(
            byte[] document, long documentLength, Pointer limits,
            PointerByReference out, PointerByReference error);

    static native int liveberth_report_of_replace_request(
            byte[] document, long documentLength, Pointer limits,
            PointerByReference out, PointerByReference error);

    static native int liveberth_report_text(
            Pointer report, PointerByReference out, PointerByReference error);

    static native void liveberth_report_free(Pointer report);

    static native int liveberth_node_new(
            byte[] name, long nameLength, byte[] computeGroup, long computeGroupLength,
            long cpuMillicores, long memoryBytes, PointerByReference out, PointerByReference error);

    static native int liveberth_node_add_gpus(
            Pointer node, byte[] type, long typeLength, int count, PointerByReference error);

    static native int liveberth_node_set_zone(
            Pointer node, byte[] zone, long zoneLength, PointerByReference error);

    static native int liveberth_node_set_label(
            Pointer node, byte[] key, long keyLength, byte[] value, long valueLength,
            PointerByReference error);

    static native void liveberth_node_free(Pointer node);

    static native int liveberth_control_plane_create(
            Pointer plane, long nowMillis, byte[] rid, long ridLength, byte[] project,
            long projectLength, Pointer report, PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_replace(
            Pointer plane, long nowMillis, byte[] rid, long ridLength, Pointer report,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_disable(
            Pointer plane, long nowMillis, byte[] rid, long ridLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_start(
            Pointer plane, long nowMillis, byte[] rid, long ridLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_request_arrived(
            Pointer plane, long nowMillis, byte[] rid, long ridLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_node_down(
            Pointer plane, long nowMillis, byte[] node, long nodeLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_step_text(
            Pointer plane, long nowMillis, byte[] input, long inputLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_replica_ready(
            Pointer plane, long nowMillis, long replica, int attempt,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_replica_unready(
            Pointer plane, long nowMillis, long replica, int attempt,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_replica_stopped(
            Pointer plane, long nowMillis, long replica, int attempt,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_replica_exited(
            Pointer plane, long nowMillis, long replica, int attempt, byte[] reason,
            long reasonLength, byte retryable, PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_move(
            Pointer plane, long nowMillis, long replica, byte[] node, long nodeLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_load_sample(
            Pointer plane, long nowMillis, byte[] rid, long ridLength, long running, long queued,
            Pointer inFlight, long inFlightCount, PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_node_up(
            Pointer plane, long nowMillis, Pointer node,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_cordon(
            Pointer plane, long nowMillis, byte[] node, long nodeLength, byte on,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_queue_set(
            Pointer plane, long nowMillis, byte[] queue, long queueLength, int kind, long limit,
            int order, Pointer computeGroups, long computeGroupsCount,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_enrollment_set(
            Pointer plane, long nowMillis, long vcpu, long vgpu,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_project_set(
            Pointer plane, long nowMillis, byte[] project, long projectLength, byte[] vcpu,
            long vcpuLength, byte[] vgpu, long vgpuLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_version_published(
            Pointer plane, long nowMillis, byte[] model, long modelLength, byte[] branch,
            long branchLength, byte[] version, long versionLength, long sequence,
            PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_tick(
            Pointer plane, long nowMillis, PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_resume_effects(
            Pointer plane, PointerByReference out, PointerByReference error);

    static native int liveberth_control_plane_deployment_status(
            Pointer plane, byte[] rid, long ridLength,
            Structures.Status out, PointerByReference error);

    static native int liveberth_control_plane_compare(
            Pointer plane, byte[] asked, long askedLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_request_new(
            long cpuMillicores, long memoryBytes, PointerByReference out, PointerByReference error);

    static native int liveberth_request_add_compute_group(
            Pointer request, byte[] group, long groupLength, PointerByReference error);

    static native int liveberth_request_set_gpus(
            Pointer request, int count, PointerByReference error);

    static native int liveberth_request_set_gpu_share(
            Pointer request, int thousandths, PointerByReference error);

    static native int liveberth_request_accept_gpu_type(
            Pointer request, byte[] type, long typeLength, PointerByReference error);

    static native int liveberth_request_require_label(
            Pointer request, byte[] key, long keyLength, byte[] value, long valueLength,
            PointerByReference error);

    static native int liveberth_request_prefer_gpu_type(
            Pointer request, byte[] type, long typeLength, PointerByReference error);

    static native int liveberth_request_prefer_zones(
            Pointer request, int mode, PointerByReference error);

    static native int liveberth_request_count_in_zone(
            Pointer request, byte[] zone, long zoneLength, int replicas, PointerByReference error);

    static native void liveberth_request_free(Pointer request);

    static native Pointer liveberth_text_data(Pointer text);

    static native long liveberth_text_length(Pointer text);

    static native void liveberth_text_free(Pointer text);
}
