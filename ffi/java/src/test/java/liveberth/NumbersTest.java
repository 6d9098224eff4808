package liveberth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Numbers that mean something else in a language whose numbers have a sign. */
class NumbersTest {
    private static final List<String> GROUPS = List.of("g");
    private static final OptionalLong BELOW = OptionalLong.of(-1);
    private static final OptionalLong NOTHING = OptionalLong.empty();

    @Test
    void aValueHasNoNumberBelow0() {
        refused(Stream.of(
                () -> new Node("n", "g", -1, 1, List.of()),
                () -> new Node("n", "g", 1, -1, List.of()),
                () -> new Gpu(-1, "T4"),
                () -> new Request(-1, 1, GROUPS),
                () -> new Request(1, -1, GROUPS),
                () -> new Request(1, 1, GROUPS, -1, 0, List.of(), Map.of()),
                () -> new Request(1, 1, GROUPS, 0, -1, List.of(), Map.of()),
                () -> new ZonePreference(ZonePreference.Mode.PACK, Map.of("a", -1)),
                () -> new Queue(
                        "q", Queue.Kind.VCPU, -1, Queue.AdmissionOrder.STRICT_FIFO, GROUPS),
                () -> new Load(-1, 0, Map.of()),
                () -> new Load(0, -1, Map.of()),
                () -> new Load(0, 0, Map.of(-1L, 1)),
                () -> new Load(0, 0, Map.of(1L, -1)),
                () -> new Effect.Route(-1, 0, 1),
                () -> new Effect.Route(1, -1, 1),
                () -> new Effect.Route(1, 0, -1)));
    }

    @Test
    void aCallWithANumberBelow0ChangesNothing() {
        Request request = new Request(1, 1, GROUPS);
        try (ControlPlane plane = new ControlPlane();
                Cluster cluster = new Cluster();
                Router router = new Router()) {
            String before = plane.save();
            refused(Stream.of(
                    () -> plane.tick(-1),
                    () -> plane.step(-1, "{\"type\":\"tick\"}"),
                    () -> plane.replicaReady(1, -1, 1),
                    () -> plane.replicaUnready(1, 1, -1),
                    () -> plane.replicaStopped(1, -1, 1),
                    () -> plane.replicaExited(1, 1, -1, "", true),
                    () -> plane.move(1, -1, "n"),
                    () -> plane.enrollmentSet(1, BELOW, NOTHING),
                    () -> plane.enrollmentSet(1, NOTHING, BELOW),
                    () -> plane.versionPublished(1, "m", "b", "v", -1),
                    () -> cluster.place(-1, request),
                    () -> cluster.release("n", -1),
                    () -> cluster.explain(request, -1),
                    () -> cluster.whatIf(request, -1),
                    () -> cluster.repack(request, -1, 1),
                    () -> cluster.repack(request, 1, -1),
                    () -> new Router(BELOW, NOTHING, NOTHING),
                    () -> new Router(NOTHING, BELOW, NOTHING),
                    () -> new Router(NOTHING, NOTHING, BELOW),
                    () -> router.tick(-1),
                    () -> router.arrived(1, -1, "d"),
                    () -> router.finished(1, -1)));
            assertEquals(before, plane.save());
        }
    }

    @Test
    void aConfigurationBeyondALongIsAcceptedAndSaysSoWhereItIsAsked() {
        String document = "{\"minReplicas\": 1, \"maxReplicas\": 1, \"memory\": \"8589934592GiB\"}";
        try (Report report = Report.ofRuntimeConfiguration(document, null)) {
            assertTrue(report.ok());
            assertTrue(report.text().contains("\"memoryBytes\":9223372036854776000"));
            ArithmeticException beyond =
                    assertThrows(ArithmeticException.class, report::configuration);
            assertEquals("9223372036854775808 does not fit into a long", beyond.getMessage());
        }
    }

    @Test
    void aTimeBeyondALongIsNotTakenForAnother() {
        try (Router router =
                new Router(OptionalLong.of(Long.MAX_VALUE), NOTHING, OptionalLong.of(Long.MAX_VALUE))) {
            String rid = "ri.foundry-ml-live.main.live-deployment.1";
            router.take(1000, new Effect.StatusChange(rid, State.STARTING, Reason.STARTING, false));
            router.arrived(1000, 1, rid);
            assertThrows(ArithmeticException.class, router::nextWake);
        }
    }

    private static void refused(Stream<Executable> calls) {
        calls.forEach(call -> assertTrue(
                assertThrows(IllegalArgumentException.class, call)
                        .getMessage()
                        .contains("is -1, which is below 0")));
    }
}
