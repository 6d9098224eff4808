package liveberth;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** What the tests share with those of the other languages. */
final class Repository {
    static final Path FFI = Path.of("..");
    static final JsonObject SCENARIO =
            JsonParser.parseString(read(FFI.resolve("tests/scenario.json"))).getAsJsonObject();

    private Repository() {}

    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Every entry of the corpus. */
    static List<JsonObject> corpus() throws IOException {
        try (Stream<Path> files = Files.list(FFI.resolve("../core/tests/corpus"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(file -> JsonParser.parseString(read(file)).getAsJsonArray())
                    .flatMap((JsonArray entries) -> entries.asList().stream())
                    .map(JsonElement::getAsJsonObject)
                    .toList();
        }
    }

    /** The bytes of an entry's document. */
    static byte[] document(JsonObject entry) {
        byte[] bytes = entry.has("document")
                ? entry.get("document").getAsString().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(entry.get("documentBase64").getAsString());
        int length = entry.has("padTo") ? entry.get("padTo").getAsInt() : bytes.length;
        byte[] padded = Arrays.copyOf(bytes, length);
        Arrays.fill(padded, bytes.length, length, (byte) ' ');
        return padded;
    }
}
