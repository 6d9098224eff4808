/**
 * Checks live-deployment configurations by exactly the server's rules: synchronous, all problems at
 * once, nothing to fetch or initialise.
 */

export * from "./standard.js";

// From here made by `cargo xtask rules --bless`.

/** A resource identifier: `ri.<service>.<instance>.<type>.<locator>`. */
export type Rid = string;

/** The GPU types of the API. */
export type GpuType =
  "A100" | "A10G" | "A16" | "B200" | "B300" | "H100" | "H200" | "L4" | "L40S" | "T4" | "V100";

/** The units of a duration. A month is 2,629,746 s, a year 31,556,952 s. */
export type DurationUnit =
  "MILLISECONDS" | "SECONDS" | "MINUTES" | "HOURS" | "DAYS" | "WEEKS" | "MONTHS" | "YEARS";

/** What to deploy, and with what resources. */
export interface CreateRequest<Configuration = RuntimeConfiguration> {
  /** The model and branch to deploy. */
  deploymentType: DirectTarget;
  /** The resources of the deployment. */
  runtimeConfiguration: Configuration;
}

/** The configuration that takes the place of the present one. */
export interface ReplaceRequest<Configuration = RuntimeConfiguration> {
  /** The resources of the deployment. */
  runtimeConfiguration: Configuration;
}

/** A model's newest version on a branch. */
export interface DirectTarget {
  /** The kind of target. */
  type: "direct";
  /** The model. */
  modelRid: Rid;
  /** The branch whose newest version is deployed. */
  branch: string;
}

/** The compute resources of a deployment. */
export interface RuntimeConfiguration {
  /** The fewest replicas, at most `maxReplicas`; with 0 an idle deployment has none. */
  minReplicas: number;
  /** The most replicas. */
  maxReplicas: number;
  /** Virtual CPUs of each replica, reserved and at most used. */
  cpu?: number | null;
  /** Memory of each replica, such as `4GiB`, reserved and at most used. */
  memory?: string | null;
  /** When replicas are added and removed. */
  scalingConfiguration?: ScalingConfiguration | null;
  /** Requests that a replica serves at once. */
  threadCount?: number | null;
  /** GPUs of each replica. */
  gpu?: Gpu | null;
  /** The environment that replicas start with. */
  environmentVariables?: Record<string, string> | null;
  /** The sources that replicas may read. */
  sources?: Rid[] | null;
}

/** When a deployment gains and loses replicas. */
export interface ScalingConfiguration {
  /** The load at or above which a replica is added. */
  scaleUpLoadThreshold: number;
  /** How long the load must stay high, at most `scaleDownDelay`. */
  scaleUpDelay: Duration;
  /** How long the load must stay low before a replica is removed. */
  scaleDownDelay: Duration;
}

/** A length of time. */
export interface Duration {
  /** How many units. */
  value: number;
  /** Of what length. */
  unit: DurationUnit;
}

/** Whole GPUs, all on one node. */
export interface Gpu {
  /** The type of the GPUs; any that the project has where absent. */
  type?: GpuType | null;
  /** How many GPUs each replica has. */
  count: number;
}

/** What a platform permits and what it fills in. */
export interface Limits {
  /** The most threads of a replica; 256 where absent. */
  maxThreadCount?: number | null;
  /** The highest `maxReplicas`; 1000 where absent. */
  maxReplicas?: number | null;
  /** The most CPU of a replica, in millicores; 1000000000 where absent. */
  maxCpu?: number | null;
  /** The longest delay of scaling; a year where absent. */
  maxDelayMs?: number | null;
  /** Threads where none are given; 32 where absent. */
  defaultThreadCount?: number | null;
  /** CPU where none is given, in millicores; 1000 where absent. */
  defaultCpu?: number | null;
  /** Memory where none is given, in bytes; 4 GiB where absent. */
  defaultMemory?: number | null;
  /** Names that an environment may not set. */
  reservedEnvironmentVariables?: string[] | null;
  /** The most GPUs of each type that one replica may have; not checked where absent. */
  gpus?: Partial<Record<GpuType, number>> | null;
  /** What one node offers to replicas without GPUs; not checked where absent. */
  largestNode?: NodeSize | null;
  /** What one node offers to replicas with GPUs; not checked where absent. */
  largestGpuNode?: NodeSize | null;
  /** The sources that the project may use; not checked where absent. */
  sources?: KnownSources | null;
}

/** The most CPU and the most memory on one node. */
export interface NodeSize {
  /** In millicores. */
  cpu: number;
  /** In bytes. */
  memory: number;
}

/** The sources that are imported into a project. */
export interface KnownSources {
  /** The project. */
  projectRid: Rid;
  /** Its sources; any other is not imported. */
  imported: Record<Rid, KnownSource>;
}

/** What may be done with an imported source. */
export interface KnownSource {
  /** Whether compute modules may use it. */
  enabledForComputeModules: boolean;
  /** A resource whose markings it may not export, if there is one. */
  unexportableResourceRid?: Rid | null;
}

/** What can be wrong. `internal` is a failure of the check itself. */
export type ErrorCode =
  | "malformed_json"
  | "too_large"
  | "too_deep"
  | "required"
  | "unknown_field"
  | "duplicate_field"
  | "wrong_type"
  | "not_an_integer"
  | "not_finite"
  | "out_of_range"
  | "min_replicas_exceeds_max_replicas"
  | "invalid_memory"
  | "exceeds_largest_node"
  | "unknown_gpu_type"
  | "gpu_type_not_available"
  | "gpu_count_out_of_range"
  | "thread_count_too_high"
  | "unknown_time_unit"
  | "delay_too_long"
  | "scale_up_delay_exceeds_scale_down_delay"
  | "invalid_environment_variable_name"
  | "invalid_environment_variable_value"
  | "reserved_environment_variable"
  | "invalid_rid"
  | "unknown_deployment_type"
  | "empty_branch"
  | "source_not_imported"
  | "source_not_enabled"
  | "source_cannot_export_markings"
  | "internal";

/** What is accepted, but may not be what was meant. */
export type WarningCode =
  | "scales_to_zero"
  | "default_applies"
  | "binary_memory_unit"
  | "tiny_memory"
  | "cpu_rounded_up"
  | "always_scales_up"
  | "scaling_has_no_effect"
  | "repeated_source";

/** What a diagnostic is about. */
export type DiagnosticCode = ErrorCode | WarningCode;

/** What comes with each code: enough to word it yourself. */
export interface DiagnosticParameters {
  /** The text is not JSON in UTF-8. */
  malformed_json: {
    line: number;
    column: number;
  };
  /** The text is longer than a document may be. */
  too_large: {
    bytes: number;
    maxBytes: number;
  };
  /** The document nests deeper than it may. */
  too_deep: {
    maxDepth: number;
  };
  /** A member that must be there is absent or null. */
  required: Record<string, never>;
  /** The object has no such member. */
  unknown_field: {
    name: string;
  };
  /** A name is given more than once in one object. */
  duplicate_field: {
    name: string;
  };
  /** The value is of another kind. */
  wrong_type: {
    expected: "array" | "boolean" | "integer" | "number" | "object" | "string";
    found: "array" | "boolean" | "null" | "number" | "object" | "string";
  };
  /** The number is not whole. */
  not_an_integer: {
    value?: number;
  };
  /** `NaN`, `Infinity` or `-Infinity` where a number is needed. */
  not_finite: {
    value: "NaN" | "Infinity" | "-Infinity";
  };
  /** The number is beyond its bounds. */
  out_of_range: {
    minimum?: number;
    exclusiveMinimum?: number;
    maximum: number;
    value?: number;
  };
  /** `minReplicas` is above `maxReplicas`. */
  min_replicas_exceeds_max_replicas: {
    minReplicas: number;
    maxReplicas: number;
  };
  /** The text is no amount of memory. */
  invalid_memory: {
    value: string;
    reason: "malformed" | "unknown_unit" | "zero" | "too_large";
  };
  /** No node offers so much CPU or memory. */
  exceeds_largest_node: {
    cpuMillicores?: number;
    maxCpuMillicores?: number;
    memoryBytes?: number;
    maxMemoryBytes?: number;
  };
  /** The API knows no such GPU type. */
  unknown_gpu_type: {
    value: string;
    known: string[];
  };
  /** The project's queue offers no GPUs of the type. */
  gpu_type_not_available: {
    requestedGpuType: GpuType;
    availableGpuTypes: GpuType[];
  };
  /** Fewer than one GPU, or more than a replica may have. */
  gpu_count_out_of_range: {
    providedGpuCount: number;
    maxGpuCount?: number;
  };
  /** More threads than a replica may have. */
  thread_count_too_high: {
    maxThreadCount: number;
    providedThreadCount: number;
  };
  /** The API knows no such unit of time. */
  unknown_time_unit: {
    value: string;
    known: string[];
  };
  /** The delay is longer than the platform permits. */
  delay_too_long: {
    value: number;
    unit: DurationUnit;
    maxDelayMs: number;
  };
  /** Scaling up would wait longer than down. */
  scale_up_delay_exceeds_scale_down_delay: {
    scaleUpDelayMs: number;
    scaleDownDelayMs: number;
  };
  /** No environment variable can have the name. */
  invalid_environment_variable_name: {
    name: string;
  };
  /** The value has a NUL character. */
  invalid_environment_variable_value: {
    name: string;
  };
  /** The platform sets the variable itself. */
  reserved_environment_variable: {
    name: string;
  };
  /** The text is no resource identifier. */
  invalid_rid: {
    value: string;
  };
  /** The API knows no such kind of target. */
  unknown_deployment_type: {
    value: string;
    known: string[];
  };
  /** The branch has no name. */
  empty_branch: Record<string, never>;
  /** The source is not imported into the project. */
  source_not_imported: {
    sourceRid: string;
    projectRid: string;
  };
  /** Compute modules may not use the source. */
  source_not_enabled: {
    sourceRid: string;
  };
  /** The source may not export a resource's markings. */
  source_cannot_export_markings: {
    sourceRid: string;
    resourceRid: string;
  };
  /** An idle deployment has no replica: the next request waits. */
  scales_to_zero: Record<string, never>;
  /** The member is absent, and has the platform's default. */
  default_applies: {
    cpuMillicores?: number;
    memoryBytes?: number;
    threadCount?: number;
  };
  /** A unit that others read as a power of 1000 is one of 1024. */
  binary_memory_unit: {
    value: string;
    memoryBytes: number;
  };
  /** Less than 1 MiB of memory: a unit may be missing. */
  tiny_memory: {
    value: string;
    memoryBytes: number;
  };
  /** CPU is counted in thousandths, rounded up. */
  cpu_rounded_up: {
    value: number;
    cpuMillicores: number;
  };
  /** Every load reaches the threshold. */
  always_scales_up: Record<string, never>;
  /** `minReplicas` is `maxReplicas`: there is nothing to scale. */
  scaling_has_no_effect: {
    replicas: number;
  };
  /** The source is in the list before. */
  repeated_source: {
    sourceRid: string;
  };
  /** The check itself failed. */
  internal: Record<string, never>;
}

/** The errors of the API that a document can become. */
export type ApiErrorName =
  | "Conjure:UnprocessableEntity"
  | "Default:Internal"
  | "Default:InvalidArgument"
  | "Default:RequestEntityTooLarge"
  | "DeploymentSourceCannotExportResourceMarkings"
  | "DeploymentSourceNotEnabledForComputeModules"
  | "DeploymentSourceNotImportedIntoProject"
  | "GpuTypeNotAvailable"
  | "InvalidGpuCount"
  | "ReservedEnvironmentVariable"
  | "ThreadCountTooHigh";

/** The places of a configuration. */
export type ConfigurationPath =
  | ""
  | "/minReplicas"
  | "/maxReplicas"
  | "/cpu"
  | "/memory"
  | "/scalingConfiguration"
  | "/scalingConfiguration/scaleUpLoadThreshold"
  | "/scalingConfiguration/scaleUpDelay"
  | "/scalingConfiguration/scaleUpDelay/value"
  | "/scalingConfiguration/scaleUpDelay/unit"
  | "/scalingConfiguration/scaleDownDelay"
  | "/scalingConfiguration/scaleDownDelay/value"
  | "/scalingConfiguration/scaleDownDelay/unit"
  | "/threadCount"
  | "/gpu"
  | "/gpu/type"
  | "/gpu/count"
  | "/environmentVariables"
  | `/environmentVariables/${string}`
  | "/sources"
  | `/sources/${number}`;

/** The places of the bodies of *create* and *replace*. */
export type RequestPath =
  | "/deploymentType"
  | "/deploymentType/branch"
  | "/deploymentType/modelRid"
  | "/deploymentType/type"
  | `/runtimeConfiguration${ConfigurationPath}`;
// To here made by `cargo xtask rules --bless`.

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

/** What a configuration costs: compute-seconds an hour, by the documented rates of usage. */
export interface Cost {
  /** With `minReplicas` replicas. */
  atMinReplicas: HourlyCost;
  /** With `maxReplicas` replicas. */
  atMaxReplicas: HourlyCost;
  /** Why the cost of the GPUs is not known, where it is not. */
  unpriced?: { reason: "no_public_rate"; gpuType: GpuType } | { reason: "any_gpu_type" };
}

/** Compute-seconds an hour, such as 1440 or 0.72: rounded up to three decimal places. */
export interface HourlyCost {
  /** Of CPU, or of memory where that counts more: 7.5 GiB as much as a vCPU. */
  vcpu: number;
  /** Of GPUs, 0 without any; absent where it is not known. */
  gpu?: number;
  /** Of both; absent where that of the GPUs is not known. */
  total?: number;
}

/** Where a diagnostic is: a place that the rules name, or a member that they do not know. */
export type DiagnosticPath = ConfigurationPath | RequestPath | (string & {});

/** One problem at one place, or advice on it; its code tells which parameters it has. */
export type Diagnostic<Code extends DiagnosticCode = DiagnosticCode> = {
  [Each in Code]: {
    /** Where: a JSON Pointer, empty for the whole document. */
    path: DiagnosticPath;
    code: Each;
    /** What is wrong and what to do, in words. */
    message: string;
    /** The bound and the value, to word the problem yourself. */
    parameters: DiagnosticParameters[Each];
    /** Only errors keep a document from being accepted. */
    severity: Each extends WarningCode ? "warning" : "error";
    /** The name of the API error that an error becomes; warnings have none. */
    errorName?: Each extends WarningCode ? undefined : ApiErrorName;
  };
}[Code];

/** What a check says: the accepted document in its normal form, or every problem; errors first. */
export type Answer<Normalized> =
  | { ok: true; normalized: Normalized; cost: Cost; diagnostics: Diagnostic<WarningCode>[] }
  | { ok: false; normalized?: undefined; cost?: undefined; diagnostics: Diagnostic[] };

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
