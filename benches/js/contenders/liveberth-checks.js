/** What both entries of liveberth do alike, given their checks. */
export function contenderOf(entry) {
  const checks = {
    runtimeConfiguration: [entry.checkRuntimeConfiguration, entry.checkRuntimeConfigurationText],
    createRequest: [entry.checkCreateRequest, entry.checkCreateRequestText],
    replaceRequest: [entry.checkReplaceRequest, entry.checkReplaceRequestText],
  };
  const diagnosticsBy = (check, limits) => (document) => check(document, limits).diagnostics;
  return {
    prepare: (document, limits) => diagnosticsBy(checks[document][0], limits),
    prepareText: (document, limits) => diagnosticsBy(checks[document][1], limits),
  };
}

export function fieldsOf(diagnostics) {
  return diagnostics.filter(({ severity }) => severity === "error").map(({ path }) => path);
}
