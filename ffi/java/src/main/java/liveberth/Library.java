package liveberth;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** The C library as it is. A size_t is a long on every machine of 64 bits. */
final class Library {
    /** The version of the binary interface that these classes are written for. */
    static final int ABI_VERSION = 0;

    /** The time of a wake-up that never comes. */
    static final long NEVER = -1;

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

    static native Pointer liveberth_text_data(Pointer text);

    static native long liveberth_text_length(Pointer text);

    static native void liveberth_text_free(Pointer text);
}
