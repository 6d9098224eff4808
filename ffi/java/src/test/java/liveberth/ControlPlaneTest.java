package liveberth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A deployment's life, and what is made of mistakes. */
class ControlPlaneTest {
    private static final String RID = Repository.SCENARIO.get("rid").getAsString();
    private static final String TICK = "{\"type\":\"tick\"}";
    private static final Map<String, String> NEWS =
            Map.of("launch", "replicaReady", "stop", "replicaStopped");

    private static String input(String name) {
        return Repository.SCENARIO.get(name).toString();
    }

    /** Takes one step and at once carries out what it asks for. */
    private static void step(ControlPlane plane, long nowMillis, String input) {
        String effects = plane.step(nowMillis, input);
        for (JsonElement effect : JsonParser.parseString(effects).getAsJsonArray()) {
            JsonObject members = effect.getAsJsonObject();
            String news = NEWS.get(members.get("type").getAsString());
            if (news != null) {
                JsonObject answer = new JsonObject();
                answer.addProperty("type", news);
                answer.add("replica", members.get("replica"));
                answer.add("attempt", members.get("attempt"));
                step(plane, nowMillis, answer.toString());
            }
        }
    }

    /** Lets time pass until nothing waits for it any more. */
    private static long letTimePass(ControlPlane plane, long nowMillis) {
        long now = nowMillis;
        for (OptionalLong wake = plane.nextWake(); wake.isPresent(); wake = plane.nextWake()) {
            assertTrue(wake.getAsLong() > now, "a wake-up lies ahead");
            now = wake.getAsLong();
            step(plane, now, TICK);
        }
        return now;
    }

    /** A control plane whose one deployment is active. */
    private static ControlPlane active() {
        ControlPlane plane = new ControlPlane();
        for (JsonElement input : Repository.SCENARIO.getAsJsonArray("platform")) {
            step(plane, 0, input.toString());
        }
        step(plane, 1000, input("create"));
        return plane;
    }

    private static void assertState(String state, ControlPlane plane) {
        assertContains("\"state\":\"" + state + "\"", plane.deployment(RID));
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> "no " + part + " in " + text);
    }

    @Test
    void aDeploymentIsCreatedRestartedDisabledAndStarted() {
        String saved;
        try (ControlPlane plane = active()) {
            assertState("ACTIVE", plane);
            saved = plane.save();
        }
        try (ControlPlane plane = ControlPlane.restore(saved)) {
            assertEquals(saved, plane.save());
            assertContains("\"type\":\"setRoutes\"", plane.resume());
            step(plane, 3000, input("disable"));
            assertState("DISABLED", plane);
            long nowMillis = letTimePass(plane, 3000);
            assertFalse(plane.queues().contains("\"usage\":2"));
            step(plane, nowMillis, input("start"));
            assertState("ACTIVE", plane);
        }
    }

    @Test
    void everythingCanBeRead() {
        try (ControlPlane plane = active()) {
            assertContains(RID, plane.list());
            assertContains(RID, plane.nodes());
            assertContains("\"usage\":2", plane.queues());
            assertContains("\"readyReplicas\":2", plane.status(RID));
            String project = Repository.SCENARIO.get("project").getAsString();
            assertContains("\"gpus\":{\"T4\":2}", plane.limits(project));
            String asked = "{\"project\":\"" + project + "\",\"runtimeConfiguration\":"
                    + "{\"minReplicas\":0,\"maxReplicas\":1,\"gpu\":{\"count\":9}}}";
            assertContains("\"startsNow\":false", plane.whatIf(asked));
            String compared = "{\"deployments\":[{\"project\":\"" + project + "\","
                    + "\"runtimeConfiguration\":{\"minReplicas\":1,\"maxReplicas\":1}}],"
                    + "\"placementPolicies\":[\"best-fit\"]}";
            assertContains("\"best-fit\"", plane.compare(compared));
            String fewest = "{\"type\":\"fewestNodes\",\"steps\":1}";
            assertContains("\"unplaced\":[]", plane.repack(fewest));
        }
    }

    @Test
    void aRefusalCarriesItsStatusCodeAndMessage() {
        try (ControlPlane plane = active()) {
            String before = plane.save();
            LiveberthException refused = assertThrows(
                    LiveberthException.class, () -> plane.step(2000, input("create")));
            assertEquals(Status.DEPLOYMENT_EXISTS, refused.status());
            assertEquals("deployment_exists", refused.code());
            assertContains("`" + RID + "`", refused.getMessage());
            assertContains("deployment_exists", refused.toString());
            assertEquals(before, plane.save());
        }
    }

    @Test
    void aMessageIsAsTheLibraryMeantIt() {
        try (ControlPlane plane = new ControlPlane()) {
            String name = "a\"\\\n\t\u0001/ü";
            LiveberthException refused =
                    assertThrows(LiveberthException.class, () -> plane.status(name));
            assertEquals(Status.INVALID_RID, refused.status());
            assertContains(name, refused.getMessage());
        }
    }

    @Test
    void whatCannotBeReadIsRefused() {
        List<Executable> makers =
                List.of(() -> new ControlPlane("{"), () -> ControlPlane.restore("{"));
        for (Executable maker : makers) {
            LiveberthException refused = assertThrows(LiveberthException.class, maker);
            assertEquals(Status.MALFORMED, refused.status());
        }
        try (ControlPlane plane = new ControlPlane()) {
            assertThrows(IllegalArgumentException.class, () -> plane.step(-1, TICK));
            assertThrows(NullPointerException.class, () -> plane.step(0, null));
        }
    }

    @Test
    void whatIsClosedSaysSo() {
        ControlPlane plane = new ControlPlane();
        plane.close();
        plane.close();
        Stream<Executable> calls = Stream.of(
                () -> plane.step(0, TICK),
                () -> plane.status(RID),
                () -> plane.deployment(RID),
                () -> plane.limits(RID),
                () -> plane.limitsOf(RID),
                () -> plane.compare(""),
                () -> plane.tick(0),
                () -> plane.deploymentStatus(RID),
                plane::resumeEffects,
                plane::nextWake,
                plane::list,
                plane::nodes,
                plane::queues,
                plane::resume,
                plane::save);
        calls.forEach(call -> {
            IllegalStateException closed = assertThrows(IllegalStateException.class, call);
            assertEquals("the control plane is closed", closed.getMessage());
        });
    }

    @Test
    void threadsMayCallAndClose() throws Exception {
        ControlPlane plane = active();
        Callable<Boolean> use = () -> {
            try {
                for (int times = 0; times < 200; times++) {
                    plane.step(3000, TICK);
                    plane.status(RID);
                }
                return false;
            } catch (IllegalStateException closed) {
                return true;
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Boolean>> ends = Stream.generate(() -> threads.submit(use)).limit(4).toList();
        plane.close();
        for (Future<Boolean> end : ends) {
            end.get();
        }
        threads.shutdown();
    }

    @Test
    void whatNobodyClosedIsFreed() throws InterruptedException {
        Path statm = Path.of("/proc/self/statm");
        Assumptions.assumeTrue(statm.toFile().exists(), "only Linux says what a process holds");
        forget(1000);
        long before = residentPages(statm);
        forget(3000);
        long grown = residentPages(statm) - before;
        // Held for ever they would be ten times as many.
        assertTrue(grown < 25_000, () -> grown + " pages are still held");
    }

    private static void forget(int planes) throws InterruptedException {
        for (int made = 0; made < planes; made++) {
            active();
            // The collector does not see how much the library holds.
            if (made % 50 == 0) {
                System.gc();
            }
        }
        System.gc();
        Thread.sleep(100);
    }

    private static long residentPages(Path statm) {
        return Long.parseLong(Repository.read(statm).split(" ")[1]);
    }
}
