package liveberth;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/** Texts that the library borrows for a call, as long as this is reachable. */
final class LentTexts {
    private static final int SLICE_BYTES = 16;

    private final List<Memory> texts = new ArrayList<>();
    private final Memory slices;

    LentTexts(List<String> lent) {
        slices = new Memory((lent.size() + 1L) * SLICE_BYTES);
        for (String text : lent) {
            byte[] bytes = Text.encode(text);
            Memory memory = new Memory(bytes.length + 1L);
            memory.write(0, bytes, 0, bytes.length);
            long at = (long) texts.size() * SLICE_BYTES;
            slices.setPointer(at, memory);
            slices.setLong(at + Long.BYTES, bytes.length);
            texts.add(memory);
        }
    }

    Pointer slices() {
        return slices;
    }

    long count() {
        return texts.size();
    }
}
