package liveberth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Requests on their way to replicas. */
class RouterTest {
    private static final String RID = "ri.foundry-ml-live.main.live-deployment.1";

    /** A router that knows of two replicas, one request for each. */
    private static Router service(long mostPending) {
        Router router = new Router(
                OptionalLong.of(60_000), OptionalLong.of(mostPending), OptionalLong.of(1000));
        for (Effect effect : List.of(
                new Effect.StatusChange(RID, State.ACTIVE, Reason.SERVING, true),
                new Effect.SetRoutes(
                        RID, List.of(new Effect.Route(7, 0, 1), new Effect.Route(8, 1, 1))),
                new Effect.Kill(9, 1))) {
            assertEquals(List.of(), aboutRequests(router.take(1000, effect)));
        }
        return router;
    }

    private static List<Decision> aboutRequests(List<Decision> decisions) {
        return decisions.stream().filter(it -> !(it instanceof Decision.Tell)).toList();
    }

    @Test
    void requestsGoToReplicasWaitAndAreRefused() {
        Router router = service(1);
        assertEquals(List.of(new Decision.Forward(1, 7)), aboutRequests(router.arrived(1000, 1, RID)));
        assertEquals(List.of(new Decision.Forward(2, 8)), aboutRequests(router.arrived(1000, 2, RID)));
        assertEquals(List.of(new Decision.Wait(3)), aboutRequests(router.arrived(1000, 3, RID)));
        assertEquals(
                List.of(new Decision.Refuse(4, Decision.Refusal.TOO_MANY_PENDING)),
                aboutRequests(router.arrived(1000, 4, RID)));
        assertEquals(List.of(new Decision.Forward(3, 7)), aboutRequests(router.finished(1000, 1)));
        assertEquals(2, router.count());
        assertEquals(
                Status.REQUEST_NOT_NEW,
                assertThrows(LiveberthException.class, () -> router.arrived(1000, 4, RID))
                        .status());
        assertThrows(IllegalArgumentException.class, () -> router.tick(-1));
        router.close();
        assertThrows(IllegalStateException.class, () -> router.tick(2000));
    }

    @Test
    void aRequestThatTakesTooLongIsOverAndTheControlPlaneHearsOfLoads() {
        try (Router router = service(1000); ControlPlane plane = new ControlPlane()) {
            router.arrived(1000, 1, RID);
            assertTrue(router.nextWake().orElseThrow() > 1000);
            List<Decision> decisions = router.tick(61_000);
            assertTrue(decisions.contains(new Decision.TimeOut(1, OptionalLong.of(7))));
            Decision.Tell tell = decisions.stream()
                    .filter(Decision.Tell.class::isInstance)
                    .map(Decision.Tell.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertEquals(RID, tell.deployment());
            // This control plane does not know the deployment.
            assertEquals(
                    Status.DEPLOYMENT_NOT_FOUND,
                    assertThrows(LiveberthException.class, () -> plane.tell(61_000, tell))
                            .status());
            assertEquals(OptionalLong.empty(), new Router().nextWake());
        }
    }
}
