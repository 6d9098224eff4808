/** Quantities and states in words. */

const BYTE_UNITS = [
  ["TiB", 2 ** 40],
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
];

const TIME_UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

const REASONS = {
  DISABLED: "Switched off.",
  REPLICAS_UNHEALTHY: "It serves, but not every replica is healthy.",
  BELOW_MINIMUM: "It serves, but has been short of replicas for long.",
  ROLLOUT_STALLED: "It serves in its old form; the new one does not get ready.",
  SERVING: "It serves.",
  ROLLING_OUT: "It serves while replicas of a new form come.",
  WAITING_FOR_CAPACITY: "It serves in its old form; the new one finds no room.",
  CRASH_LOOP: "Replicas fail again and again.",
  PERMANENT: "A replica failed in a way that trying again cannot mend.",
  PROGRESS_DEADLINE: "No replica got ready in time.",
  INFEASIBLE: "No node could hold a replica, or no queue could pay for one.",
  SCALED_TO_ZERO: "Asleep: nobody asks for it.",
  WAKING_FROM_ZERO: "Waking: the first replica is on its way.",
  STARTING: "The first replicas are on their way.",
  QUEUE_FULL: "It waits in its resource queue.",
  NO_CAPACITY: "It waits for room on a node.",
  RESTARTING: "A replica failed and is tried again.",
};

/** Why a deployment is in its state. */
export function reasonInWords(reason) {
  return REASONS[reason] ?? reason;
}

/** `ACTIVE` as `Active`. */
export function capitalised(name) {
  return name.charAt(0) + name.slice(1).toLowerCase();
}

/** A count with its noun. */
export function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Bytes in the largest unit that leaves at least one. */
export function memoryInWords(bytes) {
  const [unit, size] = BYTE_UNITS.find(([, size]) => bytes >= size) ?? ["bytes", 1];
  return `${rounded(bytes / size)} ${unit}`;
}

/** Millicores as vCPUs. */
export function cpuInWords(millicores) {
  return `${rounded(millicores / 1000)} vCPU`;
}

/** Milliseconds in the largest unit that divides them. */
export function delayInWords(milliseconds) {
  const whole = TIME_UNITS.find(([, size]) => milliseconds > 0 && milliseconds % size === 0);
  if (whole === undefined) return counted(milliseconds, "millisecond");
  const [unit, size] = whole;
  return counted(milliseconds / size, unit);
}

/** GPUs as a count of a type. */
export function gpuInWords(gpu) {
  return gpu === undefined ? "none" : `${gpu.count} × ${gpu.type ?? "any type"}`;
}

/** A range of replicas. */
export function replicasInWords(minReplicas, maxReplicas) {
  if (minReplicas === maxReplicas) return counted(minReplicas, "replica");
  return `${minReplicas} to ${counted(maxReplicas, "replica")}`;
}

/** A share of one as a percentage. */
export function percent(share) {
  return share.toLocaleString("en", { style: "percent", maximumFractionDigits: 3 });
}

function rounded(number) {
  return number.toLocaleString("en", { maximumFractionDigits: 3 });
}
