package liveberth;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** A function of the library that gives a text or a handle, with its arguments. */
@FunctionalInterface
interface Call {
    int with(PointerByReference out, PointerByReference error);

    /** Makes the call and takes the text that it gives. */
    static String text(Call call) {
        return Text.take(handle(call));
    }

    /** Makes the call and takes the handle that it gives. */
    static Pointer handle(Call call) {
        PointerByReference out = new PointerByReference();
        PointerByReference error = new PointerByReference();
        check(call.with(out, error), error);
        return out.getValue();
    }

    /** Throws where a call failed. */
    static void check(int number, PointerByReference error) {
        Status status = Status.of(number);
        if (status != Status.OK) {
            String code = Library.liveberth_status_name(number);
            throw new LiveberthException(status, code, Text.message(Text.take(error.getValue())));
        }
    }
}
