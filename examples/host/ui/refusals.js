/** What the host refuses, as problems of the form. */
import { counted } from "./words.js";

const CONFIGURATION = "/runtimeConfiguration";

/** Errors with a name of their own: where the problem is, in the words of the check if it has any. */
const NAMED = {
  Conflict: () => ["/deploymentType/branch", "another deployment already follows this branch"],
  ModelNotFound: () => ["/deploymentType/modelRid", "the model could not be found"],
  ThreadCountTooHigh: ({ maxThreadCount, providedThreadCount }) => [
    `${CONFIGURATION}/threadCount`,
    `a replica can have at most ${counted(maxThreadCount, "thread")}, not \`${providedThreadCount}\``,
  ],
  InvalidGpuCount: (parameters) => [`${CONFIGURATION}/gpu/count`, gpuCount(parameters)],
  GpuTypeNotAvailable: ({ requestedGpuType, availableGpuTypes }) => [
    `${CONFIGURATION}/gpu/type`,
    `the GPU type \`${requestedGpuType}\` is not available; ${useOneOf(availableGpuTypes)}`,
  ],
  ReservedEnvironmentVariable: ({ name }) => [
    variablePath(name),
    `the environment variable \`${name}\` is set by the platform; choose another name`,
  ],
  DeploymentSourceNotImportedIntoProject: source(
    ({ projectRid }) =>
      `is not imported into the project \`${projectRid}\`; import it or leave it out`,
  ),
  DeploymentSourceNotEnabledForComputeModules: source(
    () => "is not enabled for compute modules; enable it or leave it out",
  ),
  DeploymentSourceCannotExportResourceMarkings: source(
    ({ resourceRid }) =>
      `cannot export the markings of \`${resourceRid}\`; permit it or leave the source out`,
  ),
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

function gpuCount({ maxGpuCount, providedGpuCount }) {
  const given = `\`${providedGpuCount}\``;
  const none = `the project has no GPUs, so ${given} cannot be given; remove \`gpu\``;
  const exactly = `a replica can have exactly 1 GPU, not ${given}`;
  const most = counted(maxGpuCount, "GPU");
  return [none, exactly][maxGpuCount] ?? `a replica can have between 1 and ${most}, not ${given}`;
}

function useOneOf(names) {
  if (names.length === 0) return "the project has no GPUs";
  return `use ${names.length === 1 ? "" : "one of "}${names.join(", ")}`;
}

function source(problem) {
  return (parameters, sources) => [
    `${CONFIGURATION}/sources/${sources.indexOf(parameters.sourceRid)}`,
    `the source \`${parameters.sourceRid}\` ${problem(parameters)}`,
  ];
}

function unnamed(status, errorName) {
  if (status === 0) return "the host does not answer; try again";
  return `the host refused this: ${errorName || status}`;
}
