package liveberth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reports as values. */
class ReportTest {
    @Test
    void aProblemHasItsParts() {
        String document = "{\"minReplicas\": 0, \"maxReplicas\": 1, \"gpu\": {\"count\": 9, \"type\": \"T4\"}}";
        try (Limits limits = new Limits("{\"gpus\": {\"T4\": 4}}");
                Report report = Report.ofRuntimeConfiguration(document, limits)) {
            Diagnostic first = report.problems().get(0);
            assertFalse(report.ok());
            assertEquals(Optional.empty(), report.configuration());
            assertEquals(Optional.empty(), report.cost());
            assertEquals(Code.GPU_COUNT_OUT_OF_RANGE, first.code());
            assertEquals("/gpu/count", first.path());
            assertEquals(Optional.of("InvalidGpuCount"), first.error());
            assertEquals(Map.of("providedGpuCount", 9.0, "maxGpuCount", 4.0), first.parameters());
        }
        assertEquals(
                Status.INVALID_LIMITS,
                assertThrows(LiveberthException.class, () -> new Limits("]")).status());
    }

    @Test
    void anAcceptedDocumentHasItsNormalForm() {
        String document = """
                {"runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 3, "cpu": 2.5,
                 "memory": "256MiB", "scalingConfiguration": {"scaleUpLoadThreshold": 0.5,
                 "scaleUpDelay": {"value": 1, "unit": "MINUTES"},
                 "scaleDownDelay": {"value": 1, "unit": "HOURS"}},
                 "sources": ["ri.a.b.c.d"], "environmentVariables": {"TOKEN": "hidden"}}}""";
        try (Report report = Report.ofReplaceRequest(document, null)) {
            assertTrue(report.ok());
            Configuration wanted = new Configuration(
                    1, 3,
                    new Resources(
                            2500, 256 << 20, 32, List.of("ri.a.b.c.d"), Map.of("TOKEN", "hidden")),
                    Optional.empty(),
                    Optional.of(new Configuration.Scaling(0.5, 60_000, 3_600_000)));
            assertEquals(wanted, report.configuration().orElseThrow());
            assertFalse(report.configuration().toString().contains("hidden"));
            Cost cost = report.cost().orElseThrow();
            assertEquals(3 * cost.atMinReplicas(), cost.atMaxReplicas());
            assertEquals(List.of(), report.problems());
            assertFalse(report.warnings().isEmpty());
        }
    }

    @Test
    void aReportSaysWhatTheTextSays() throws IOException {
        for (JsonObject entry : Repository.corpus()) {
            String name = entry.get("name").getAsString();
            try (Report report = report(entry)) {
                assertEquals(entry.get("answer").getAsString(), report.text(), name);
                JsonObject answer =
                        JsonParser.parseString(entry.get("answer").getAsString()).getAsJsonObject();
                assertEquals(answer.get("ok").getAsBoolean(), report.ok(), name);
                List<JsonElement> said = answer.getAsJsonArray("diagnostics").asList();
                assertEquals(said.size(), report.diagnostics().size(), name);
                for (int i = 0; i < said.size(); i++) {
                    assertSame(said.get(i).getAsJsonObject(), report.diagnostics().get(i), name);
                }
            }
        }
    }

    private static void assertSame(JsonObject said, Diagnostic found, String name) {
        assertEquals(said.get("path").getAsString(), found.path(), name);
        assertEquals(said.get("message").getAsString(), found.message(), name);
        assertEquals(
                said.get("code").getAsString(), found.code().name().toLowerCase(Locale.ROOT), name);
        // Through text, as a figure may be written as a whole number.
        Gson gson = new Gson();
        assertEquals(
                gson.fromJson(said.get("parameters"), Map.class),
                gson.fromJson(gson.toJson(found.parameters()), Map.class),
                name);
    }

    private static Report report(JsonObject entry) {
        byte[] document = Repository.document(entry);
        Limits limits = entry.has("limits") ? new Limits(entry.get("limits").toString()) : null;
        return switch (entry.get("call").getAsString()) {
            case "runtimeConfiguration" -> Report.ofRuntimeConfiguration(document, limits);
            case "createRequest" -> Report.ofCreateRequest(document, limits);
            case "replaceRequest" -> Report.ofReplaceRequest(document, limits);
            default -> throw new AssertionError("an unknown call");
        };
    }
}
