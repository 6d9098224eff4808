package liveberth;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import liveberth.Structures.Slice;

/** The C library's clusters as they are. */
final class ClusterLibrary {
    static {
        Native.register(ClusterLibrary.class, "liveberth");
    }

    private ClusterLibrary() {}

    static native int liveberth_cluster_new(
            byte[] policy, long policyLength, PointerByReference out, PointerByReference error);

    static native int liveberth_cluster_set_node(
            Pointer cluster, Pointer node, PointerByReference error);

    static native int liveberth_cluster_node_down(
            Pointer cluster, byte[] node, long nodeLength, PointerByReference error);

    static native int liveberth_cluster_cordon(
            Pointer cluster, byte[] node, long nodeLength, byte on, PointerByReference error);

    static native int liveberth_cluster_place(
            Pointer cluster, long replica, Pointer request,
            PointerByReference out, PointerByReference error);

    static native int liveberth_cluster_release(
            Pointer cluster, byte[] node, long nodeLength, long replica, PointerByReference error);

    static native int liveberth_cluster_explain(
            Pointer cluster, Pointer request, int replicas,
            PointerByReference out, PointerByReference error);

    static native int liveberth_cluster_what_if(
            Pointer cluster, Pointer request, int replicas,
            PointerByReference out, PointerByReference error);

    static native int liveberth_cluster_repack(
            Pointer cluster, Pointer request, int replicas, int steps,
            PointerByReference out, PointerByReference error);

    static native void liveberth_cluster_free(Pointer cluster);

    static native Slice liveberth_placement_node(Pointer placement);

    static native long liveberth_placement_device_count(Pointer placement);

    static native int liveberth_placement_device(Pointer placement, long device);

    static native void liveberth_placement_free(Pointer placement);
}
