package liveberth;

import com.sun.jna.Pointer;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** The parts of decisions, as the library gives them and as values. */
final class DecisionParts {
    private DecisionParts() {}

    /**
     * Reads decisions, which are freed when no {@link Decision.Tell} refers to them any more. Kinds of a newer
     * library are left out.
     */
    static List<Decision> take(Pointer pointer) {
        Handle decisions =
                new Handle("list of decisions", pointer, RouterLibrary::liveberth_decisions_free);
        return decisions.read(handle ->
                LongStream.range(0, RouterLibrary.liveberth_decisions_count(handle))
                        .mapToObj(index -> decision(decisions, handle, index))
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static Decision decision(Handle decisions, Pointer handle, long index) {
        OptionalLong request =
                Unsigned.takeOptional(RouterLibrary.liveberth_decisions_request(handle, index));
        OptionalLong replica =
                Unsigned.takeOptional(RouterLibrary.liveberth_decisions_replica(handle, index));
        return switch (RouterLibrary.liveberth_decisions_kind(handle, index)) {
            case 1 -> new Decision.Forward(request.getAsLong(), replica.getAsLong());
            case 2 -> new Decision.Wait(request.getAsLong());
            case 3 -> new Decision.Refuse(
                    request.getAsLong(),
                    Decision.Refusal.of(RouterLibrary.liveberth_decisions_refusal(handle, index)));
            case 4 -> new Decision.TimeOut(request.getAsLong(), replica);
            case 5 -> new Decision.Tell(
                    decisions, index,
                    RouterLibrary.liveberth_decisions_deployment(handle, index).toString());
            default -> null;
        };
    }
}
