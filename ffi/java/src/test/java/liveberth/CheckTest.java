package liveberth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks of documents, as the corpus has them on record. */
class CheckTest {
    private static String check(JsonObject entry) {
        byte[] document = Repository.document(entry);
        String limits = entry.has("limits") ? entry.get("limits").toString() : null;
        return switch (entry.get("call").getAsString()) {
            case "runtimeConfiguration" -> Liveberth.checkRuntimeConfiguration(document, limits);
            case "createRequest" -> Liveberth.checkCreateRequest(document, limits);
            case "replaceRequest" -> Liveberth.checkReplaceRequest(document, limits);
            default -> throw new AssertionError("an unknown call");
        };
    }

    @Test
    void everyDocumentOfTheCorpusHasItsAnswer() throws IOException {
        List<JsonObject> corpus = Repository.corpus();
        assertTrue(corpus.size() > 100, "the corpus is found");
        for (JsonObject entry : corpus) {
            byte[] wanted = entry.get("answer").getAsString().getBytes(StandardCharsets.UTF_8);
            byte[] answer = check(entry).getBytes(StandardCharsets.UTF_8);
            assertArrayEquals(wanted, answer, entry.get("name").getAsString());
        }
    }

    @Test
    void aDocumentIsATextOrItsBytes() {
        String text = "{\"environmentVariables\": {\"GREETING\": \"grüß dich\"}}";
        assertEquals(
                Liveberth.checkRuntimeConfiguration(text),
                Liveberth.checkRuntimeConfiguration(text.getBytes(StandardCharsets.UTF_8), null));
    }

    @Test
    void anEmptyTextIsNotTheSameAsNull() {
        Liveberth.checkRuntimeConfiguration("{}", null);
        LiveberthException refused = assertThrows(
                LiveberthException.class, () -> Liveberth.checkRuntimeConfiguration("{}", ""));
        assertEquals(Status.INVALID_LIMITS, refused.status());
        assertTrue(Liveberth.checkRuntimeConfiguration("").contains("\"ok\":false"));
    }

    @Test
    void whatIsNoTextIsRefusedBeforeTheCall() {
        assertThrows(
                NullPointerException.class,
                () -> Liveberth.checkRuntimeConfiguration((String) null));
        assertThrows(
                NullPointerException.class,
                () -> Liveberth.checkRuntimeConfiguration((byte[]) null, null));
        assertThrows(
                IllegalArgumentException.class,
                () -> Liveberth.checkRuntimeConfiguration("\ud800"));
    }

    @Test
    void theVersionIsThatOfARelease() {
        assertTrue(Liveberth.version().matches("\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void everyStatusHasTheNameThatTheLibraryGivesIt() {
        for (Status status : Status.values()) {
            String name = Library.liveberth_status_name(status.number());
            assertEquals(status.name(), name.toUpperCase(java.util.Locale.ROOT));
        }
        assertEquals(Status.UNNUMBERED, Status.of(-7));
    }
}
