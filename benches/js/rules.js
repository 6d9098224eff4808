/**
 * The rules as a developer would put them down for a schema library: the figures, and what such a
 * library cannot say by itself as plain functions. Every rival is given all of them.
 *
 * They follow the core's `config/rules.rs` and `config/check`; nothing here is used by liveberth.
 */
export const GPU_TYPES = "A100 A10G A16 B200 B300 H100 H200 L4 L40S T4 V100".split(" ");

const UNIT_MS = {
  MILLISECONDS: 1,
  SECONDS: 1_000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
  WEEKS: 604_800_000,
  MONTHS: 2_629_746_000,
  YEARS: 31_556_952_000,
};
export const UNITS = Object.keys(UNIT_MS);

export const INT32_MIN = -(2 ** 31);
export const INT32_MAX = 2 ** 31 - 1;

export const ENVIRONMENT_NAME = "^[A-Za-z_][A-Za-z0-9_]*$";
export const NO_NUL = "^[^\\u0000]*$";
export const RID =
  "^ri\\.[a-z][a-z0-9-]*\\.([a-z0-9][a-z0-9-]*)?\\.[a-z][a-z0-9-]*\\.[A-Za-z0-9._-]+$";
export const MEMORY =
  "^[ \\t\\n\\v\\f\\r]*[0-9]+[ \\t\\n\\v\\f\\r]*([bB]|[bB][yY][tT][eE][sS]?|[kKmMgGtTpP][iI]?[bB]?)?[ \\t\\n\\v\\f\\r]*$";

const RESERVED = `CLIENT_ID CLIENT_SECRET RUNTIME_HOST RUNTIME_PORT RUNTIME_API GET_JOB_PATH
  GET_JOB_URI POST_RESULT_PATH POST_RESULT_URI POST_SCHEMA_URI MAX_CONCURRENT_TASKS
  SOURCE_CREDENTIALS SOURCE_CONFIGURATIONS_PATH DEFAULT_CA_PATH BUILD2_TOKEN RESOURCE_ALIAS_MAP
  COMPUTE_SESSION_ID FOUNDRY_COMPUTE_MODULE_RID MODULE_AUTH_TOKEN FOUNDRY_ONTOLOGY_RID`.split(
  /\s+/,
);

/** The rules of one platform; whatever `limits` leaves out has its documented default. */
export function rulesOf(limits = {}) {
  const { maxReplicas = 1_000, maxThreadCount = 256, maxCpu = 1_000_000_000 } = limits;
  const { maxDelayMs = UNIT_MS.YEARS, reservedEnvironmentVariables = RESERVED } = limits;
  const { gpus, largestNode, largestGpuNode, sources } = limits;
  const reserved = new Set(reservedEnvironmentVariables);
  const nodeOf = (configuration) => (configuration.gpu == null ? largestNode : largestGpuNode);
  return {
    maxReplicas: Math.min(maxReplicas, INT32_MAX),
    maxThreadCount: Math.min(maxThreadCount, INT32_MAX),
    maxCpu: maxCpu / 1000,
    maxGpuCount: gpus ? Math.max(0, ...Object.values(gpus)) : INT32_MAX,
    gpuTypes: gpus ? GPU_TYPES.filter((type) => type in gpus) : GPU_TYPES,

    replicasInOrder: ({ minReplicas, maxReplicas }) =>
      !(isWhole(minReplicas, 0) && isWhole(maxReplicas, 1)) || minReplicas <= maxReplicas,
    cpuFitsNode: (configuration) => {
      const { cpu } = configuration;
      const node = nodeOf(configuration);
      const isJudged = node && typeof cpu === "number" && cpu > 0 && cpu <= maxCpu / 1000;
      return !isJudged || cpu <= node.cpu / 1000;
    },
    memoryFitsNode: (configuration) => {
      const node = nodeOf(configuration);
      const bytes = node && bytesOf(configuration.memory);
      return bytes === undefined || bytes <= BigInt(node.memory);
    },
    isMemory: (text) => bytesOf(text) !== undefined,
    /** How many GPUs of a type; a type that is wrong anyway sets no maximum. */
    gpusAvailable: ({ count, type }) =>
      gpus === undefined || !isWhole(count, 1) || count <= maxGpusOf(type),
    delayWithinMaximum: (delay) => !(millisOf(delay) > maxDelayMs),
    delaysInOrder: ({ scaleUpDelay, scaleDownDelay }) => {
      const [up, down] = [millisOf(scaleUpDelay), millisOf(scaleDownDelay)];
      return !(up <= maxDelayMs && down <= maxDelayMs) || up <= down;
    },
    isFreeName: (name) => !reserved.has(name),
    isPermittedSource: (rid, index, all) => {
      if (sources === undefined || all.indexOf(rid) < index) return true;
      const known = Object.hasOwn(sources.imported, rid) ? sources.imported[rid] : undefined;
      return !!known?.enabledForComputeModules && known.unexportableResourceRid == null;
    },
  };

  function maxGpusOf(type) {
    if (type == null) return Math.max(0, ...Object.values(gpus));
    return Object.hasOwn(gpus, type) ? gpus[type] : INT32_MAX;
  }
}

function isWhole(value, least) {
  return Number.isInteger(value) && value >= least && value <= INT32_MAX;
}

/** A delay in milliseconds; NaN where it is none. */
function millisOf(delay) {
  const { value, unit } = delay ?? {};
  const isDelay = Number.isSafeInteger(value) && value >= 0 && Object.hasOwn(UNIT_MS, unit);
  return isDelay ? value * UNIT_MS[unit] : NaN;
}

const MEMORY_PARTS = /^[ \t\n\v\f\r]*([0-9]+)[ \t\n\v\f\r]*([a-z]?)/i;
const matchesMemory = new RegExp(MEMORY);

/** An amount of memory in bytes; undefined where the text is none. */
function bytesOf(text) {
  if (typeof text !== "string" || !matchesMemory.test(text)) return undefined;
  const [, digits, unit] = MEMORY_PARTS.exec(text);
  const power = Math.max(0, "bkmgtp".indexOf(unit.toLowerCase() || "b"));
  const bytes = BigInt(digits) << BigInt(10 * power);
  return bytes > 0n && bytes < 1n << 64n ? bytes : undefined;
}
