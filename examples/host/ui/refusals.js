/** What the host refuses, as problems of the form. */

const CONFIGURATION = "/runtimeConfiguration";

/** Errors with a name of their own: where the problem is, and its wording. */
const NAMED = {
  Conflict: () => ["/deploymentType/branch", "another deployment already follows this branch"],
  ModelNotFound: () => ["/deploymentType/modelRid", "the model could not be found"],
  ThreadCountTooHigh: ({ maxThreadCount }) => [
    `${CONFIGURATION}/threadCount`,
    `a replica can have at most ${maxThreadCount} threads`,
  ],
  InvalidGpuCount: ({ maxGpuCount }) => [
    `${CONFIGURATION}/gpu/count`,
    `a replica can have between 1 and ${maxGpuCount} GPUs`,
  ],
  GpuTypeNotAvailable: ({ requestedGpuType, availableGpuTypes = [] }) => [
    `${CONFIGURATION}/gpu/type`,
    `the GPU type \`${requestedGpuType}\` is not available; there are ${availableGpuTypes.join(", ") || "none"}`,
  ],
  ReservedEnvironmentVariable: ({ name }) => [
    variablePath(name),
    `the environment variable \`${name}\` is set by the platform`,
  ],
  DeploymentSourceNotImportedIntoProject: source("is not imported into the project"),
  DeploymentSourceNotEnabledForComputeModules: source("is not enabled for compute modules"),
  DeploymentSourceCannotExportResourceMarkings: source("cannot export its markings"),
  CreateLiveDeploymentPermissionDenied: () => ["", "you may not deploy this model"],
  ApiUsageDenied: () => ["", "your token does not allow this"],
};

/** A refusal as the problem that it tells of. @returns {{ path: string, message: string }} */
export function problemOf({ status, errorName, parameters }, sources) {
  const name = errorName.replace(/^Default:/, "");
  if (name === "InvalidArgument" && typeof parameters.field === "string") {
    return { path: parameters.field, message: parameters.message ?? "this is not accepted" };
  }
  const [path, message] = NAMED[name]?.(parameters, sources) ?? ["", unnamed(status, errorName)];
  return { path, message };
}

/** The place of an environment variable, as a JSON Pointer. */
export function variablePath(name) {
  const token = name.replaceAll("~", "~0").replaceAll("/", "~1");
  return `${CONFIGURATION}/environmentVariables/${token}`;
}

function source(what) {
  return ({ sourceRid }, sources) => [
    `${CONFIGURATION}/sources/${sources.indexOf(sourceRid)}`,
    `the source \`${sourceRid}\` ${what}`,
  ];
}

function unnamed(status, errorName) {
  if (status === 0) return "the host does not answer; try again";
  return `the host refused this: ${errorName || status}`;
}
