package liveberth;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The structures of the header. They are public for JNA, which fills them in. */
final class Structures {
    private Structures() {}

    /** A text that belongs to a handle. */
    @Structure.FieldOrder({"data", "length"})
    public static final class Slice extends Structure implements Structure.ByValue {
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

    /** A route as the library gives it. */
    @Structure.FieldOrder({"replica", "priority", "max_in_flight"})
    public static final class Route extends Structure implements Structure.ByValue {
        public long replica;
        public int priority;
        public int max_in_flight;

        public Route() {}
    }

    /** The status as the library gives it. */
    @Structure.FieldOrder({
        "state", "reason", "desired_replicas", "ready_replicas", "next_try_at_ms", "fails_after_ms",
        "failures_in_a_row", "is_ready"
    })
    public static final class Status extends Structure {
        public int state;
        public int reason;
        public int desired_replicas;
        public int ready_replicas;
        public long next_try_at_ms;
        public long fails_after_ms;
        public int failures_in_a_row;
        public byte is_ready;

        public Status() {}
    }
}
