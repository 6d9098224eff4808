package liveberth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A deployment's life by typed calls. */
class TypedLifeTest {
    private static final String RID = Repository.SCENARIO.get("rid").getAsString();
    private static final String PROJECT = Repository.SCENARIO.get("project").getAsString();
    private static final String MODEL = "ri.models.main.model.1";
    private static final String VERSION = "ri.models.main.model-version.1";
    private static final String REQUEST = """
            {"deploymentType": {"type": "direct", "modelRid": "ri.models.main.model.1", "branch": "main"},
             "runtimeConfiguration": {"minReplicas": 2, "maxReplicas": 2,
              "gpu": {"count": 1, "type": "T4"}, "environmentVariables": {"TOKEN": "hidden"}}}""";

    /** Carries out at once what a control plane asks for, in its order, and keeps what it was asked. */
    private static final class Host implements AutoCloseable {
        final ControlPlane plane = new ControlPlane();
        final List<Effect.Launch> launches = new ArrayList<>();
        final List<Effect.Log> logs = new ArrayList<>();
        Effect.SetRoutes routes;
        Effect.StatusChange status;

        /** A node of two GPUs, queues that lead to it and a model. */
        Host() {
            List<String> groups = List.of("gpu");
            carryOut(0, plane.nodeUp(0, new Node(
                    "node-1", "gpu", 16_000, 64L << 30, List.of(new Gpu(2, "T4")),
                    Optional.of("a"), Map.of("disk", "ssd"))));
            carryOut(0, plane.enrollmentSet(0, OptionalLong.of(16_000), OptionalLong.empty()));
            carryOut(0, plane.queueSet(0, new Queue(
                    "cpu", Queue.Kind.VCPU, 16_000, Queue.AdmissionOrder.STRICT_FIFO, groups)));
            carryOut(0, plane.queueSet(0, new Queue(
                    "gpu", Queue.Kind.VGPU, 3, Queue.AdmissionOrder.BEST_EFFORT, groups)));
            carryOut(0, plane.projectSet(0, PROJECT, "cpu", Optional.of("gpu")));
            carryOut(0, plane.versionPublished(0, MODEL, "main", VERSION, 1));
        }

        void carryOut(long nowMillis, List<Effect> effects) {
            Deque<Effect> left = new ArrayDeque<>(effects);
            while (!left.isEmpty()) {
                left.addAll(carryOut(nowMillis, left.poll()));
            }
        }

        private List<Effect> carryOut(long nowMillis, Effect effect) {
            if (effect instanceof Effect.Launch launch) {
                launches.add(launch);
                return plane.replicaReady(nowMillis, launch.replica(), launch.attempt());
            } else if (effect instanceof Effect.Stop stop) {
                assertEquals(60_000, stop.graceMillis());
                return plane.replicaStopped(nowMillis, stop.replica(), stop.attempt());
            } else if (effect instanceof Effect.Kill kill) {
                return plane.replicaStopped(nowMillis, kill.replica(), kill.attempt());
            } else if (effect instanceof Effect.SetRoutes set) {
                routes = set;
            } else if (effect instanceof Effect.StatusChange change) {
                status = change;
            } else if (effect instanceof Effect.Log log) {
                logs.add(log);
            }
            return List.of();
        }

        void assertStatus(State state, Reason reason, int readyReplicas) {
            DeploymentStatus now = plane.deploymentStatus(RID);
            assertEquals(
                    List.of(state, reason, readyReplicas),
                    List.of(now.state(), now.reason(), now.readyReplicas()));
        }

        @Override
        public void close() {
            plane.close();
        }
    }

    private static Report accepted(ControlPlane plane) {
        try (Limits limits = plane.limitsOf(PROJECT)) {
            return Report.ofCreateRequest(REQUEST, limits);
        }
    }

    @Test
    void aDeploymentIsCreatedAndDisabled() {
        try (Host host = new Host(); Report report = accepted(host.plane)) {
            host.carryOut(1000, host.plane.create(1000, RID, PROJECT, report));
            host.assertStatus(State.ACTIVE, Reason.SERVING, 2);
            assertEquals(
                    new Effect.StatusChange(RID, State.ACTIVE, Reason.SERVING, true), host.status);
            Resources resources = report.configuration().orElseThrow().resources();
            assertEquals(
                    new Effect.Launch(1, 1, RID, "node-1", List.of(0), VERSION, resources),
                    host.launches.get(0));
            assertEquals(2, host.launches.size());
            assertEquals(new Effect.Route(1, 0, 32), host.routes.routes().get(0));
            assertEquals(2, host.routes.routes().size());
            assertEquals(OptionalLong.empty(), host.plane.deploymentStatus(RID).failsAfterMillis());
            assertFalse(host.plane.resumeEffects().isEmpty());

            host.carryOut(1300, host.plane.disable(1300, RID));
            long now = 1300;
            for (OptionalLong wake = host.plane.nextWake(); wake.isPresent();
                    wake = host.plane.nextWake()) {
                now = wake.getAsLong();
                host.carryOut(now, host.plane.tick(now));
            }
            host.assertStatus(State.DISABLED, Reason.DISABLED, 0);
            host.carryOut(now, host.plane.start(now, RID));
            host.assertStatus(State.ACTIVE, Reason.SERVING, 2);
        }
    }

    @Test
    void newsOfReplicasAndNodesChangeTheStatus() {
        try (Host host = new Host(); Report report = accepted(host.plane)) {
            ControlPlane plane = host.plane;
            host.carryOut(1, plane.create(1, RID, PROJECT, report));
            host.carryOut(1, plane.replace(1, RID, report));
            host.carryOut(2, plane.loadSample(2, RID, new Load(3, 0, Map.of(1L, 2, 2L, 1))));
            host.carryOut(2, plane.loadSample(2, RID, new Load(0, 0, Map.of())));
            host.carryOut(2, plane.requestArrived(2, RID));
            host.carryOut(2, plane.replicaUnready(2, 1, 1));
            host.assertStatus(State.DEGRADED, Reason.REPLICAS_UNHEALTHY, 1);
            host.carryOut(2, plane.replicaReady(2, 1, 1));
            host.carryOut(2, plane.cordon(2, "node-1", true));
            host.carryOut(2, plane.cordon(2, "node-1", false));
            host.carryOut(2, plane.replicaExited(2, 99, 1, "out of memory", true));
            assertEquals(
                    new Effect.Log(LogKind.STALE_EVENT, 99, 1, "", ""),
                    host.logs.get(host.logs.size() - 1));
            host.carryOut(3, plane.nodeDown(3, "node-1"));
            host.assertStatus(State.STARTING, Reason.NO_CAPACITY, 0);
            host.carryOut(4, plane.take(4, Repository.SCENARIO.get("disable").toString()));
            host.assertStatus(State.DISABLED, Reason.DISABLED, 0);
        }
    }

    @Test
    void aRefusalCarriesItsStatus() {
        try (Host host = new Host(); Report refused = Report.ofCreateRequest("{}", null)) {
            ControlPlane plane = host.plane;
            Gpu unknown = new Gpu(1, "T5");
            Map<Executable, Status> refusals = Map.of(
                    () -> plane.create(1, RID, PROJECT, refused), Status.NOT_ACCEPTED,
                    () -> plane.disable(1, RID), Status.DEPLOYMENT_NOT_FOUND,
                    () -> plane.deploymentStatus(RID), Status.DEPLOYMENT_NOT_FOUND,
                    () -> plane.move(1, 7, "node-1"), Status.REPLICA_NOT_FOUND,
                    () -> plane.limitsOf("ri.a.b.c.d"), Status.PROJECT_NOT_FOUND,
                    () -> plane.nodeUp(1, new Node("n", "g", 1, 1, List.of(unknown))),
                            Status.UNKNOWN_NAME);
            refusals.forEach((call, status) -> assertEquals(
                    status, assertThrows(LiveberthException.class, call).status()));
            assertThrows(IllegalArgumentException.class, () -> plane.tick(-1));
        }
    }

    @Test
    void aReportThatIsClosedSaysSo() {
        Report report = Report.ofCreateRequest(REQUEST, null);
        report.close();
        report.close();
        assertTrue(report.ok());
        try (Host host = new Host()) {
            List<Executable> calls =
                    List.of(report::text, () -> host.plane.create(1, RID, PROJECT, report));
            for (Executable call : calls) {
                IllegalStateException closed = assertThrows(IllegalStateException.class, call);
                assertEquals("the report is closed", closed.getMessage());
            }
        }
    }
}
