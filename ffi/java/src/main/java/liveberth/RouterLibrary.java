package liveberth;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import liveberth.Structures.Slice;

/** The C library's routers as they are. */
final class RouterLibrary {
    static {
        Native.register(RouterLibrary.class, "liveberth");
    }

    private RouterLibrary() {}

    static native int liveberth_router_new(
            long inferenceTimeoutMillis, long maxPendingRequests, long sampleIntervalMillis,
            PointerByReference out, PointerByReference error);

    static native int liveberth_router_set_routes(
            Pointer router, long nowMillis, byte[] deployment, long deploymentLength,
            Pointer routes, long routesCount, PointerByReference out, PointerByReference error);

    static native int liveberth_router_set_status(
            Pointer router, long nowMillis, byte[] deployment, long deploymentLength, int state,
            byte isReady, PointerByReference out, PointerByReference error);

    static native int liveberth_router_arrived(
            Pointer router, long nowMillis, long request, byte[] deployment, long deploymentLength,
            PointerByReference out, PointerByReference error);

    static native int liveberth_router_finished(
            Pointer router, long nowMillis, long request,
            PointerByReference out, PointerByReference error);

    static native int liveberth_router_tick(
            Pointer router, long nowMillis, PointerByReference out, PointerByReference error);

    static native int liveberth_router_next_wake(
            Pointer router, LongByReference out, PointerByReference error);

    static native long liveberth_router_count(Pointer router);

    static native void liveberth_router_free(Pointer router);

    static native long liveberth_decisions_count(Pointer decisions);

    static native int liveberth_decisions_kind(Pointer decisions, long index);

    static native long liveberth_decisions_request(Pointer decisions, long index);

    static native long liveberth_decisions_replica(Pointer decisions, long index);

    static native int liveberth_decisions_refusal(Pointer decisions, long index);

    static native Slice liveberth_decisions_deployment(Pointer decisions, long index);

    static native void liveberth_decisions_free(Pointer decisions);

    static native int liveberth_control_plane_tell(
            Pointer plane, long nowMillis, Pointer decisions, long index,
            PointerByReference out, PointerByReference error);
}
