package liveberth;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import liveberth.Structures.Route;
import liveberth.Structures.Slice;

/** The parts of effects, as the library gives them and as values. */
final class EffectsParts {
    private static final int LAUNCH = 1;
    private static final int STOP = 2;
    private static final int KILL = 3;
    private static final int SET_ROUTES = 4;
    private static final int STATUS = 5;
    private static final int LOG = 6;

    static {
        Native.register(EffectsParts.class, "liveberth");
    }

    private EffectsParts() {}

    /** Reads effects and frees them. Kinds of a newer library are left out. */
    static List<Effect> take(Pointer effects) {
        try {
            return LongStream.range(0, liveberth_effects_count(effects))
                    .mapToObj(i -> effect(effects, i))
                    .flatMap(Optional::stream)
                    .toList();
        } finally {
            liveberth_effects_free(effects);
        }
    }

    private static Optional<Effect> effect(Pointer effects, long i) {
        // Effects that are about no replica have no use for the 0.
        long replica = Unsigned.takeOptional(liveberth_effects_replica(effects, i)).orElse(0);
        int attempt = Unsigned.take(liveberth_effects_attempt(effects, i));
        String deployment = liveberth_effects_deployment(effects, i).toString();
        String node = liveberth_effects_node(effects, i).toString();
        return Optional.ofNullable(switch (liveberth_effects_kind(effects, i)) {
            case LAUNCH -> new Effect.Launch(
                    replica, attempt, deployment, node, devices(effects, i),
                    liveberth_launch_version(effects, i).toString(), resources(effects, i));
            case STOP -> new Effect.Stop(
                    replica, attempt, Unsigned.take(liveberth_effects_grace_ms(effects, i)));
            case KILL -> new Effect.Kill(replica, attempt);
            case SET_ROUTES -> new Effect.SetRoutes(deployment, routes(effects, i));
            case STATUS -> new Effect.StatusChange(
                    deployment,
                    State.of(liveberth_effects_state(effects, i)),
                    Reason.of(liveberth_effects_reason(effects, i)),
                    liveberth_effects_is_ready(effects, i) != 0);
            case LOG -> new Effect.Log(
                    LogKind.of(liveberth_effects_log_kind(effects, i)), replica, attempt, node,
                    liveberth_effects_message(effects, i).toString());
            default -> null;
        });
    }

    private static List<Integer> devices(Pointer effects, long i) {
        return LongStream.range(0, liveberth_launch_device_count(effects, i))
                .mapToObj(device -> Unsigned.take(liveberth_launch_device(effects, i, device)))
                .toList();
    }

    private static Resources resources(Pointer effects, long i) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (long at = 0; at < liveberth_launch_variable_count(effects, i); at++) {
            variables.put(
                    liveberth_launch_variable_name(effects, i, at).toString(),
                    liveberth_launch_variable_value(effects, i, at).toString());
        }
        return new Resources(
                Unsigned.take(liveberth_launch_cpu_millicores(effects, i)),
                Unsigned.take(liveberth_launch_memory_bytes(effects, i)),
                Unsigned.take(liveberth_launch_thread_count(effects, i)),
                Slice.texts(
                        liveberth_launch_source_count(effects, i),
                        source -> liveberth_launch_source(effects, i, source)),
                Collections.unmodifiableMap(variables));
    }

    private static List<Effect.Route> routes(Pointer effects, long i) {
        List<Effect.Route> routes = new ArrayList<>();
        for (long at = 0; at < liveberth_effects_route_count(effects, i); at++) {
            Route route = liveberth_effects_route(effects, i, at);
            routes.add(new Effect.Route(
                    Unsigned.take(route.replica),
                    Unsigned.take(route.priority),
                    Unsigned.take(route.max_in_flight)));
        }
        return List.copyOf(routes);
    }

    private static native void liveberth_effects_free(Pointer effects);

    private static native long liveberth_effects_count(Pointer effects);

    private static native int liveberth_effects_kind(Pointer effects, long index);

    private static native long liveberth_effects_replica(Pointer effects, long index);

    private static native int liveberth_effects_attempt(Pointer effects, long index);

    private static native Slice liveberth_effects_deployment(Pointer effects, long index);

    private static native Slice liveberth_effects_node(Pointer effects, long index);

    private static native long liveberth_effects_grace_ms(Pointer effects, long index);

    private static native int liveberth_effects_log_kind(Pointer effects, long index);

    private static native Slice liveberth_effects_message(Pointer effects, long index);

    private static native long liveberth_launch_device_count(Pointer effects, long index);

    private static native int liveberth_launch_device(Pointer effects, long index, long device);

    private static native Slice liveberth_launch_version(Pointer effects, long index);

    private static native int liveberth_launch_thread_count(Pointer effects, long index);

    private static native long liveberth_launch_cpu_millicores(Pointer effects, long index);

    private static native long liveberth_launch_memory_bytes(Pointer effects, long index);

    private static native long liveberth_launch_source_count(Pointer effects, long index);

    private static native Slice liveberth_launch_source(Pointer effects, long index, long source);

    private static native long liveberth_launch_variable_count(Pointer effects, long index);

    private static native Slice liveberth_launch_variable_name(
            Pointer effects, long index, long variable);

    private static native Slice liveberth_launch_variable_value(
            Pointer effects, long index, long variable);

    private static native long liveberth_effects_route_count(Pointer effects, long index);

    private static native Route liveberth_effects_route(Pointer effects, long index, long route);

    private static native int liveberth_effects_state(Pointer effects, long index);

    private static native byte liveberth_effects_is_ready(Pointer effects, long index);

    private static native int liveberth_effects_reason(Pointer effects, long index);
}
