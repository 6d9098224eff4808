package liveberth;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Says which replica a request goes to: beside the control plane, and never saved.
 *
 * <p>Any thread may call it; changes take turns. A call after {@link #close} throws {@link
 * IllegalStateException}; one that the library refuses throws {@link LiveberthException} and has
 * changed nothing. A router that nobody closed is freed by the garbage collector.
 */
public final class Router implements AutoCloseable {
    private static final int ROUTE_BYTES = 16;

    private final Handle handle;

    /** Makes a router without requests, by the defaults. */
    public Router() {
        this(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * Makes a router without requests.
     *
     * @param inferenceTimeoutMillis when a request is answered at the latest, counted from its
     *     arrival; 300000 by default
     * @param maxPendingRequests how many requests of one deployment wait at once; 1000 by default
     * @param sampleIntervalMillis how often the control plane hears of loads; every 10000 by default
     */
    public Router(
            OptionalLong inferenceTimeoutMillis, OptionalLong maxPendingRequests,
            OptionalLong sampleIntervalMillis) {
        Pointer router = Call.handle((out, error) -> RouterLibrary.liveberth_router_new(
                Unsigned.lend(inferenceTimeoutMillis, "inferenceTimeoutMillis"),
                Unsigned.lend(maxPendingRequests, "maxPendingRequests"),
                Unsigned.lend(sampleIntervalMillis, "sampleIntervalMillis"), out, error));
        handle = new Handle("router", router, RouterLibrary::liveberth_router_free);
    }

    /**
     * Hears of an effect: where requests may go, or how a deployment stands. All others change
     * nothing.
     */
    public List<Decision> take(long nowMillis, Effect effect) {
        if (effect instanceof Effect.SetRoutes routes) {
            return setRoutes(nowMillis, routes);
        }
        if (effect instanceof Effect.StatusChange change) {
            byte[] lent = Text.encode(change.deployment());
            byte isReady = (byte) (change.ready() ? 1 : 0);
            return decide(nowMillis, (router, out, error) ->
                    RouterLibrary.liveberth_router_set_status(
                            router, nowMillis, lent, lent.length, change.state().number(), isReady,
                            out, error));
        }
        return List.of();
    }

    private List<Decision> setRoutes(long nowMillis, Effect.SetRoutes effect) {
        byte[] lent = Text.encode(effect.deployment());
        Memory routes = new Memory((effect.routes().size() + 1L) * ROUTE_BYTES);
        long at = 0;
        for (Effect.Route route : effect.routes()) {
            routes.setLong(at, route.replica());
            routes.setInt(at + 8, route.priority());
            routes.setInt(at + 12, route.maxInFlight());
            at += ROUTE_BYTES;
        }
        return decide(nowMillis, (router, out, error) ->
                RouterLibrary.liveberth_router_set_routes(
                        router, nowMillis, lent, lent.length, routes, effect.routes().size(), out,
                        error));
    }

    /** Says that a request has arrived. Its number is higher than every one before. */
    public List<Decision> arrived(long nowMillis, long request, String deployment) {
        byte[] lent = Text.encode(Objects.requireNonNull(deployment, "deployment"));
        return decide(nowMillis, (router, out, error) ->
                RouterLibrary.liveberth_router_arrived(
                        router, nowMillis, Unsigned.lend(request, "request"), lent, lent.length,
                        out, error));
    }

    /** Says that a request is answered, or that whoever asked has gone. */
    public List<Decision> finished(long nowMillis, long request) {
        return decide(nowMillis, (router, out, error) ->
                RouterLibrary.liveberth_router_finished(
                        router, nowMillis, Unsigned.lend(request, "request"), out, error));
    }

    /** Says that time has passed: due at {@link #nextWake}, harmless at any time. */
    public List<Decision> tick(long nowMillis) {
        return decide(nowMillis, (router, out, error) ->
                RouterLibrary.liveberth_router_tick(router, nowMillis, out, error));
    }

    /** When the next tick is due, to be asked after each call; empty while none is. */
    public OptionalLong nextWake() {
        return handle.read(router -> {
            LongByReference out = new LongByReference();
            PointerByReference error = new PointerByReference();
            Call.check(RouterLibrary.liveberth_router_next_wake(router, out, error), error);
            return Unsigned.takeOptional(out.getValue());
        });
    }

    /** How many requests are under way. */
    public long count() {
        return handle.read(RouterLibrary::liveberth_router_count);
    }

    /** Frees the router, once no call is under way. Again it does nothing. */
    @Override
    public void close() {
        handle.close();
    }

    @FunctionalInterface
    private interface Turn {
        int call(Pointer router, PointerByReference out, PointerByReference error);
    }

    private List<Decision> decide(long nowMillis, Turn turn) {
        Unsigned.lend(nowMillis, "nowMillis");
        return DecisionParts.take(handle.write(router ->
                Call.handle((out, error) -> turn.call(router, out, error))));
    }
}
