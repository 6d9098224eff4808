package liveberth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Placement without deployments. */
class ClusterTest {
    private static final Node NODE = new Node(
            "n", "g", 8000, 1 << 30, List.of(new Gpu(1, "T4"), new Gpu(2, "A100")),
            Optional.empty(), Map.of("disk", "ssd"));
    private static final Request PAIR = new Request(
            1000, 1 << 20, List.of("g"), 2, 0, List.of("A100"), Map.of("disk", "ssd"));

    @Test
    void aPlaceIsFoundAndGivenBack() {
        try (Cluster cluster = new Cluster("best-fit")) {
            cluster.setNode(NODE);
            assertEquals(new Placement("n", List.of(1, 2)), cluster.place(1, PAIR));
            refused(Status.NO_ROOM, () -> cluster.place(2, PAIR));
            assertTrue(cluster.explain(PAIR, 1).contains("\"gpus_in_use\":1"));
            cluster.release("n", 1);
            refused(Status.REPLICA_NOT_FOUND, () -> cluster.release("n", 1));
            Request share = new Request(1000, 1 << 20, List.of("g"), 0, 500, List.of(), Map.of());
            cluster.cordon("n", true);
            refused(Status.NO_ROOM, () -> cluster.place(2, share));
            cluster.cordon("n", false);
            assertEquals(1, cluster.place(2, share).devices().size());
            cluster.nodeDown("n");
            refused(Status.NODE_NOT_FOUND, () -> cluster.nodeDown("m"));
        }
    }

    @Test
    void questionsChangeNothing() {
        try (Cluster cluster = new Cluster()) {
            cluster.setNode(NODE);
            assertTrue(cluster.whatIf(PAIR, 2).contains("\"devices\":[1,2]"));
            assertTrue(cluster.repack(PAIR, 2, 10).contains("\"unplaced\":1"));
            assertEquals("n", cluster.place(1, PAIR).node());
        }
    }

    @Test
    void aRequestHasPreferences() {
        try (Cluster cluster = new Cluster("first-fit")) {
            for (String zone : List.of("a", "b")) {
                cluster.setNode(new Node(
                        zone, "g", 8000, 1 << 30, List.of(new Gpu(1, "T4"), new Gpu(1, "A100")),
                        Optional.of(zone), Map.of()));
            }
            Request one = new Request(1, 1, List.of("g"), 1, 0, List.of(), Map.of())
                    .preferring("A100");
            Map<String, Integer> replicas = Map.of("a", 1);
            Request spread = one.preferring(
                    new ZonePreference(ZonePreference.Mode.SPREAD, replicas));
            Request pack = one.preferring(new ZonePreference(ZonePreference.Mode.PACK, replicas));
            assertEquals(new Placement("b", List.of(1)), cluster.place(1, spread));
            assertEquals(new Placement("a", List.of(1)), cluster.place(2, pack));
            assertEquals(new Placement("a", List.of(0)), cluster.place(3, pack));
            refused(Status.REPLICA_EXISTS, () -> cluster.place(1, spread));
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        Cluster cluster = new Cluster();
        Request share = new Request(1, 1, List.of("g"), 0, 1001, List.of(), Map.of());
        Request unknown = new Request(1, 1, List.of("g"), 1, 0, List.of("T5"), Map.of());
        refused(Status.UNKNOWN_NUMBER, () -> cluster.place(1, share));
        refused(Status.UNKNOWN_NAME, () -> cluster.place(1, unknown));
        refused(Status.UNKNOWN_NAME, () -> new Cluster("worst"));
        cluster.close();
        assertThrows(IllegalStateException.class, () -> cluster.place(1, PAIR));
    }

    private static void refused(Status status, Executable call) {
        assertEquals(status, assertThrows(LiveberthException.class, call).status());
    }
}
