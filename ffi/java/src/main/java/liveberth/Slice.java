package liveberth;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** A text that belongs to a handle. */
@Structure.FieldOrder({"data", "length"})
public final class Slice extends Structure implements Structure.ByValue {
    /** The first byte. */
    public Pointer data;

    /** How many bytes there are. */
    public long length;

    /** Nothing, until the library fills it in. */
    public Slice() {}

    @Override
    public String toString() {
        return length == 0
                ? ""
                : new String(data.getByteArray(0, Math.toIntExact(length)), StandardCharsets.UTF_8);
    }

    /** The text; empty where there is none. */
    Optional<String> text() {
        return length == 0 ? Optional.empty() : Optional.of(toString());
    }

    /** So many texts. */
    static List<String> texts(long count, LongFunction<Slice> at) {
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            texts.add(at.apply(i).toString());
        }
        return List.copyOf(texts);
    }
}
