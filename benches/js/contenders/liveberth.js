/** liveberth as it is imported. */
import {
  checkCreateRequest,
  checkCreateRequestText,
  checkReplaceRequest,
  checkReplaceRequestText,
  checkRuntimeConfiguration,
  checkRuntimeConfigurationText,
} from "liveberth";

const CHECKS = {
  runtimeConfiguration: [checkRuntimeConfiguration, checkRuntimeConfigurationText],
  createRequest: [checkCreateRequest, checkCreateRequestText],
  replaceRequest: [checkReplaceRequest, checkReplaceRequestText],
};

export function prepare(document, limits) {
  const [check] = CHECKS[document];
  return (value) => check(value, limits).diagnostics;
}

export function prepareText(document, limits) {
  const [, check] = CHECKS[document];
  return (text) => check(text, limits).diagnostics;
}

export function fieldsOf(diagnostics) {
  return diagnostics.filter(({ severity }) => severity === "error").map(({ path }) => path);
}
