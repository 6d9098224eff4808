/** A page's own script, as a bundler is given it: a check, a schema and German. */
import { checkRuntimeConfiguration } from "liveberth";
import { coerceRuntimeConfiguration } from "liveberth/coerce";
import { de } from "liveberth/de";
import { reword } from "liveberth/words";

export function problemsOf(values) {
  const { diagnostics } = checkRuntimeConfiguration(coerceRuntimeConfiguration(values));
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map((diagnostic) => reword(diagnostic, de).message);
}
