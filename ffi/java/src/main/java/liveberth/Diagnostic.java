package liveberth;

import java.util.Map;
import java.util.Optional;

/**
 * One problem of a document, or advice on it.
 *
 * @param severity how much it matters
 * @param code what is wrong
 * @param path where: a JSON Pointer (RFC 6901), empty for the whole document
 * @param message what is wrong, in words for people
 * @param error the name of the error that the API answers to this problem; empty for advice
 * @param parameters the figures and names that it is about, by their names: each a {@code Double}, a
 *     {@code String} or a {@code List<String>}
 */
public record Diagnostic(
        Severity severity, Code code, String path, String message, Optional<String> error,
        Map<String, Object> parameters) {}
