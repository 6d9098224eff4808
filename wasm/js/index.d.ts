/**
 * Checks live-deployment configurations by exactly the server's rules: synchronous, all problems at
 * once, nothing to fetch or initialise.
 */

export * from "./standard.js";

/** A resource identifier: `ri.<service>.<instance>.<type>.<locator>`. */
export type Rid = string;

/** The GPU types of the API. */
export type GpuType =
  "A100" | "A10G" | "A16" | "B200" | "B300" | "H100" | "H200" | "L4" | "L40S" | "T4" | "V100";

/** The units of a duration. A month is 2,629,746 s, a year 31,556,952 s. */
export type DurationUnit =
  "MILLISECONDS" | "SECONDS" | "MINUTES" | "HOURS" | "DAYS" | "WEEKS" | "MONTHS" | "YEARS";

export interface Duration {
  /** 0 or more. */
  value: number;
  unit: DurationUnit;
}

/** When a deployment gains and loses replicas. */
export interface ScalingConfiguration {
  /** The load at or above which a replica is added, 0 to 1. */
  scaleUpLoadThreshold: number;
  /** How long the load must stay that high. */
  scaleUpDelay: Duration;
  /** How long the load must stay low before a replica is removed; not shorter than the other. */
  scaleDownDelay: Duration;
}

/** The compute resources of a live deployment. */
export interface RuntimeConfiguration {
  /** The fewest replicas, 0 or more. */
  minReplicas: number;
  /** The most replicas, at least 1 and at least `minReplicas`. */
  maxReplicas: number;
  /** Virtual CPUs of each replica, above 0. */
  cpu?: number | null;
  /** Memory of each replica, such as `256MiB`; all units are powers of 1024. */
  memory?: string | null;
  /** GPUs of each replica; any type where none is named. */
  gpu?: { count: number; type?: GpuType | null } | null;
  /** Requests that a replica serves at once, at least 1. */
  threadCount?: number | null;
  scalingConfiguration?: ScalingConfiguration | null;
  /** The sources that replicas may read. */
  sources?: Rid[] | null;
  /** The environment that replicas start with. */
  environmentVariables?: Record<string, string> | null;
}

/** A configuration that was accepted: what the platform will run, defaults filled in. */
export interface NormalizedRuntimeConfiguration {
  minReplicas: number;
  maxReplicas: number;
  /** Thousandths of a virtual CPU. */
  cpuMillicores: number;
  memoryBytes: number;
  gpu?: { count: number; type?: GpuType };
  threadCount: number;
  scalingConfiguration?: {
    scaleUpLoadThreshold: number;
    scaleUpDelayMs: number;
    scaleDownDelayMs: number;
  };
  sources: Rid[];
  environmentVariables: Record<string, string>;
}

/** What to deploy: the newest version of a model on a branch. */
export interface DirectTarget {
  type: "direct";
  modelRid: Rid;
  branch: string;
}

/** The body of *create*. */
export interface CreateRequest<Configuration = RuntimeConfiguration> {
  deploymentType: DirectTarget;
  runtimeConfiguration: Configuration;
}

/** The body of *replace*. */
export interface ReplaceRequest<Configuration = RuntimeConfiguration> {
  runtimeConfiguration: Configuration;
}

/** The most CPU (in millicores) and memory (in bytes) on one node. */
export interface NodeSize {
  cpu: number;
  memory: number;
}

/** What a platform permits and fills in; whatever is left out has its default. */
export interface Limits {
  /** Default 256. */
  maxThreadCount?: number;
  /** Default 1000. */
  maxReplicas?: number;
  /** In millicores. Default 1,000,000,000. */
  maxCpu?: number;
  /** Default one year. */
  maxDelayMs?: number;
  /** Default 32. */
  defaultThreadCount?: number;
  /** In millicores. Default 1000. */
  defaultCpu?: number;
  /** In bytes. Default 4 GiB. */
  defaultMemory?: number;
  /** Names that an environment may not set. */
  reservedEnvironmentVariables?: string[];
  /** The most GPUs of each type that one replica may have; not checked where absent. */
  gpus?: Partial<Record<GpuType, number>>;
  /** For replicas without GPUs; not checked where absent. */
  largestNode?: NodeSize;
  /** For replicas with GPUs; not checked where absent. */
  largestGpuNode?: NodeSize;
  /** The sources that the project may use; not checked where absent. */
  sources?: {
    projectRid: Rid;
    imported: Record<Rid, { enabledForComputeModules: boolean; unexportableResourceRid?: Rid }>;
  };
}

/** What can be wrong. `internal` is a failure of the check itself. */
export type DiagnosticCode =
  | "delay_too_long"
  | "duplicate_field"
  | "empty_branch"
  | "exceeds_largest_node"
  | "gpu_count_out_of_range"
  | "gpu_type_not_available"
  | "internal"
  | "invalid_environment_variable_name"
  | "invalid_environment_variable_value"
  | "invalid_memory"
  | "invalid_rid"
  | "malformed_json"
  | "min_replicas_exceeds_max_replicas"
  | "not_an_integer"
  | "not_finite"
  | "out_of_range"
  | "required"
  | "reserved_environment_variable"
  | "scale_up_delay_exceeds_scale_down_delay"
  | "source_cannot_export_markings"
  | "source_not_enabled"
  | "source_not_imported"
  | "thread_count_too_high"
  | "too_deep"
  | "too_large"
  | "unknown_deployment_type"
  | "unknown_field"
  | "unknown_gpu_type"
  | "unknown_time_unit"
  | "wrong_type";

/** One problem at one place. */
export interface Diagnostic {
  /** Where: a JSON Pointer, empty for the whole document. */
  path: string;
  code: DiagnosticCode;
  /** What is wrong and what to do, in words. */
  message: string;
  /** The bound and the value, to word the problem yourself. */
  parameters: Record<string, unknown>;
  /** Only errors keep a document from being accepted. */
  severity: "error" | "warning";
  /** The name of the API error that this problem becomes. */
  errorName: string;
}

/** What a check says: the accepted document in its normal form, or every problem. */
export type Answer<Normalized> =
  | { ok: true; normalized: Normalized; diagnostics: Diagnostic[] }
  | { ok: false; normalized?: undefined; diagnostics: Diagnostic[] };

/**
 * Checks a runtime configuration.
 *
 * Any value gets an answer. It is judged as the JSON text that it would be sent as, except that
 * nothing JSON cannot hold goes by unseen: `NaN` and the infinities are not finite numbers, a
 * BigInt is its digits, a Map or Set is of the wrong type, a cyclic object too deep.
 *
 * @param limits what the platform permits; without it only rules that hold anywhere are checked
 * @throws {TypeError} with `code` `"invalid_limits"` where the limits are not limits
 */
export function checkRuntimeConfiguration(
  value: unknown,
  limits?: Limits,
): Answer<NormalizedRuntimeConfiguration>;

/** As {@link checkRuntimeConfiguration}, for JSON text: repeated members are seen too. */
export function checkRuntimeConfigurationText(
  text: string,
  limits?: Limits,
): Answer<NormalizedRuntimeConfiguration>;

/** As {@link checkRuntimeConfigurationText}, answering the core's own text, the same bytes everywhere. */
export function checkRuntimeConfigurationAnswer(text: string, limits?: Limits): string;

/** Checks the body of *create*. See {@link checkRuntimeConfiguration}. */
export function checkCreateRequest(
  value: unknown,
  limits?: Limits,
): Answer<CreateRequest<NormalizedRuntimeConfiguration>>;

/** As {@link checkCreateRequest}, for JSON text. */
export function checkCreateRequestText(
  text: string,
  limits?: Limits,
): Answer<CreateRequest<NormalizedRuntimeConfiguration>>;

/** As {@link checkCreateRequestText}, answering the core's own text. */
export function checkCreateRequestAnswer(text: string, limits?: Limits): string;

/** Checks the body of *replace*. See {@link checkRuntimeConfiguration}. */
export function checkReplaceRequest(
  value: unknown,
  limits?: Limits,
): Answer<ReplaceRequest<NormalizedRuntimeConfiguration>>;

/** As {@link checkReplaceRequest}, for JSON text. */
export function checkReplaceRequestText(
  text: string,
  limits?: Limits,
): Answer<ReplaceRequest<NormalizedRuntimeConfiguration>>;

/** As {@link checkReplaceRequestText}, answering the core's own text. */
export function checkReplaceRequestAnswer(text: string, limits?: Limits): string;
