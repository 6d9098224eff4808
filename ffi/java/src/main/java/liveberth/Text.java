package liveberth;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Texts on their way into the library and out of it. */
final class Text {
    private static final String MESSAGE = "\"message\":\"";

    private Text() {}

    /** The bytes of a text; null stands for a default. */
    static byte[] encode(String text) {
        if (text == null) {
            return null;
        }
        try {
            ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (CharacterCodingException error) {
            // String.getBytes would put "?" there.
            throw new IllegalArgumentException("half of a surrogate pair is no text", error);
        }
    }

    /** The bytes of a document, which must be there. */
    static byte[] encodeDocument(String document) {
        return encode(Objects.requireNonNull(document, "document"));
    }

    static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** A text of the library as one of Java's. */
    static String take(Pointer text) {
        try {
            int length = Math.toIntExact(Library.liveberth_text_length(text));
            byte[] bytes = Library.liveberth_text_data(text).getByteArray(0, length);
            return new String(bytes, StandardCharsets.UTF_8);
        } finally {
            Library.liveberth_text_free(text);
        }
    }

    /** The message of an error text: {"code": ..., "message": ...}. */
    static String message(String error) {
        StringBuilder message = new StringBuilder();
        int at = error.indexOf(MESSAGE) + MESSAGE.length();
        while (error.charAt(at) != '"') {
            if (error.charAt(at) != '\\') {
                message.append(error.charAt(at));
                at += 1;
            } else if (error.charAt(at + 1) == 'u') {
                message.append((char) Integer.parseInt(error.substring(at + 2, at + 6), 16));
                at += 6;
            } else {
                message.append(unescaped(error.charAt(at + 1)));
                at += 2;
            }
        }
        return message.toString();
    }

    private static char unescaped(char escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }
}
