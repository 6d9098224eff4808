/**
 * The deployment state machine: tell it what happened, do what it says.
 */
import type {
  DirectTarget,
  Duration,
  GpuType,
  Limits,
  NodeSize,
  Rid,
  RuntimeConfiguration,
} from "liveberth";

export type { DirectTarget, Duration, GpuType, Limits, NodeSize, Rid, RuntimeConfiguration };

/** What a control plane starts with; whatever is left out has its default. */
export interface Settings {
  limits?: Limits;
  policy?: LifecyclePolicy;
  /** Which of the nodes that have room a replica gets. Default `adaptive`. */
  placementPolicy?:
    | "adaptive"
    | "best-fit"
    | "dot-product"
    | "fgd"
    | "first-fit"
    | "gpu-clustering"
    | "gpu-packing"
    | "random"
    | "worst-fit";
}

/** The deadlines, delays and thresholds that deployments live by. */
export interface LifecyclePolicy {
  scaleUpLoadThreshold?: number;
  scaleUpDelayMs?: number;
  scaleDownLoadThreshold?: number;
  scaleDownDelayMs?: number;
  scaleDownGuard?: boolean;
  loadStalenessMs?: number;
  progressDeadlineMs?: number;
  startTimeoutMs?: number;
  backoffBaseMs?: number;
  backoffCapMs?: number;
  backoffResetMs?: number;
  failThresholdPerReplica?: number;
  failThresholdCap?: number;
  unreadyTimeoutMs?: number;
  drainGraceMs?: number;
  stopTimeoutMs?: number;
  maxSurgePercent?: number;
  surgeWaitMs?: number;
  allowDowntimeSwap?: boolean;
}

/** A machine: millicores, bytes, and its GPUs by device number. */
export interface NodeSpec {
  id: string;
  computeGroup: string;
  zone?: string;
  labels?: Record<string, string>;
  cpu: number;
  memory: number;
  gpus?: GpuType[];
}

/** A resource queue; the limit is millicores of a vCPU queue, GPUs of a vGPU queue. */
export interface QueueSpec {
  id: string;
  kind: "VCPU" | "VGPU";
  limit: number;
  computeGroups: string[];
  /** Default `STRICT_FIFO`. */
  order?: "STRICT_FIFO" | "BEST_EFFORT";
}

/** One thing that happened, or that a user asked for. */
export type Input =
  | {
      type: "create";
      rid: Rid;
      project: Rid;
      target: DirectTarget;
      configuration: RuntimeConfiguration;
    }
  | { type: "replace"; rid: Rid; configuration: RuntimeConfiguration }
  | { type: "disable" | "start" | "requestArrived"; rid: Rid }
  | { type: "replicaReady" | "replicaUnready" | "replicaStopped"; replica: number; attempt: number }
  | {
      type: "replicaExited";
      replica: number;
      attempt: number;
      reason: string;
      /** Whether another try may help. */
      retryable: boolean;
    }
  | { type: "nodeUp"; node: NodeSpec }
  | { type: "nodeDown"; node: string }
  | { type: "cordon"; node: string; on: boolean }
  | { type: "move"; replica: number; to: string }
  | { type: "queueSet"; queue: QueueSpec }
  | { type: "enrollmentSet"; limits: { vcpu?: number; vgpu?: number } }
  | { type: "projectSet"; project: Rid; queues: { vcpu: string; vgpu?: string } }
  | { type: "versionPublished"; target: DirectTarget; version: Rid; sequence: number }
  | {
      type: "loadSample";
      rid: Rid;
      running: number;
      queued: number;
      inFlight: { replica: number; requests: number }[];
    }
  | { type: "tick" };

export type DeploymentState = "ACTIVE" | "DEGRADED" | "DISABLED" | "FAILED" | "STARTING";

export interface DeploymentStatus {
  state: DeploymentState;
  /** Whether a request would be routed to a replica now. */
  isReady: boolean;
}

/** Why a deployment is in the state that it shows. */
export type Reason =
  | "BELOW_MINIMUM"
  | "CRASH_LOOP"
  | "DISABLED"
  | "INFEASIBLE"
  | "NO_CAPACITY"
  | "PERMANENT"
  | "PROGRESS_DEADLINE"
  | "QUEUE_FULL"
  | "REPLICAS_UNHEALTHY"
  | "RESTARTING"
  | "ROLLING_OUT"
  | "ROLLOUT_STALLED"
  | "SCALED_TO_ZERO"
  | "SERVING"
  | "STARTING"
  | "WAITING_FOR_CAPACITY"
  | "WAKING_FROM_ZERO";

/** What every replica of one generation runs. */
export interface Template {
  version: Rid;
  /** Millicores, bytes and GPUs. */
  resources: { cpu: number; memory: number; gpu?: { count: number; type?: GpuType } };
  threads: number;
  environmentVariables: Record<string, string>;
  sources: Rid[];
}

/** One thing the host must do. `(replica, attempt)` names each launch. */
export type Effect =
  | {
      type: "launch";
      replica: number;
      attempt: number;
      deployment: Rid;
      node: string;
      devices: number[];
      template: Template;
    }
  | { type: "stop"; replica: number; attempt: number; graceMs: number }
  | { type: "kill"; replica: number; attempt: number }
  | {
      type: "setRoutes";
      deployment: Rid;
      routes: { replica: number; priority: number; maxInFlight: number }[];
    }
  | { type: "status"; deployment: Rid; status: DeploymentStatus; reason: Reason }
  | { type: "log"; event: LogEvent };

export type LogEvent =
  | { type: "staleEvent" | "stopUnconfirmed"; replica: number; attempt: number }
  | { type: "replicaExited"; replica: number; attempt: number; reason: string }
  | { type: "moveDone" | "moveGivenUp"; replica: number; to: string };

/** A deployment as the API shows it. */
export interface LiveDeployment {
  rid: Rid;
  modelVersion: { modelRid: Rid; modelVersionRid: Rid };
  branch?: string;
  runtimeConfiguration: RuntimeConfiguration;
  status: DeploymentStatus;
}

export type ReplicaState =
  "BACKOFF" | "DRAINING" | "QUEUED" | "READY" | "STARTING" | "STOPPING" | "UNREADY";

/** A deployment's status with everything that explains it. */
export interface DeploymentReport extends DeploymentStatus {
  rid: Rid;
  reason: Reason;
  desiredReplicas: number;
  readyReplicas: number;
  generation: number;
  targetVersion: Rid;
  failuresInARow: number;
  lastFailure?: { replica: number; attempt: number; at: number; cause: FailureCause };
  /** The place in the queue is absent where the project has no queue for the replica. */
  waiting?: {
    replica: number;
    since: number;
    waitsFor: WaitsFor;
    queue?: string;
    ahead?: number;
    charge?: number;
    usage?: number;
    limit?: number;
    /** How it stands to the nodes; absent also where it is bound to a node. */
    capacity?: Explanation;
  };
  nextTryAt?: number;
  failsAfter?: number;
  move?: { replica: number; replacement?: number; to: string; since: number };
  replicas: {
    replica: number;
    generation: number;
    attempt: number;
    state: ReplicaState;
    since: number;
    restarts: number;
    retryAt?: number;
    placement?: { node: string; devices: number[] };
  }[];
}

export type FailureCause =
  { type: "EXITED"; reason: string } | { type: "START_TIMED_OUT" } | { type: "STOPPED" };

/** What a waiting replica lacks; `missing` in millicores or GPUs. */
export type WaitsFor =
  | { type: "QUEUE"; kind: "VCPU" | "VGPU" }
  | { type: "HIGHER_LIMIT" | "QUOTA"; missing: number }
  | { type: "PAUSE"; until: number }
  | { type: "CHANGE" | "LARGER_NODE" | "ROOM" | "TURN" };

export interface NodeReport {
  node: NodeSpec;
  up: boolean;
  cordoned: boolean;
  replicas: { replica: number; deployment: Rid; devices: number[] }[];
}

/** A question: what would become of a deployment of this configuration in this project? */
export interface WhatIfRequest {
  project: Rid;
  runtimeConfiguration: RuntimeConfiguration;
  /** At least 1, and at most the limits' `maxReplicas`; as many as a new deployment starts with where absent. */
  replicas?: number;
  /** To compare it with; the control plane's own where absent. */
  placementPolicy?: Settings["placementPolicy"];
  /** How long to look for moves that make room where there is none; 0, not at all, where absent. */
  consolidationSteps?: number;
}

export interface WhatIfReport {
  replicas: number;
  resources: Template["resources"];
  /** Whether all of the replicas would start now. */
  startsNow: boolean;
  /** How the request stands to its queue; absent where the project has none of its kind. */
  quota?: {
    kind: "VCPU" | "VGPU";
    queue: string;
    /** Replicas that wait already. */
    ahead: number;
    charge: number;
    usage: number;
    limit: number;
    /** Millicores or GPUs that have to become free. */
    missing: number;
  };
  /** How it stands to the nodes of the queue. */
  capacity?: Explanation;
  /** Where the replicas would go and why, as far as there is room, whatever the quota. */
  placements: Choice[];
  /** The fewest moves found that make room for one replica, in their order. */
  consolidation?: {
    moves: PlannedMove[];
    /** The fewest moves that any plan has, as far as is proved. */
    lowerBound: number;
    placement: Choice["placement"];
  };
}

/** A question: where would policies place these deployments, as the nodes stand now? */
export interface ComparisonRequest {
  /** In the order in which they would come; at most 100. */
  deployments: {
    project: Rid;
    runtimeConfiguration: RuntimeConfiguration;
    /** At least 1, and at most the limits' `maxReplicas`; as many as a new deployment starts with where absent. */
    replicas?: number;
  }[];
  /** All that there are where absent. */
  placementPolicies?: NonNullable<Settings["placementPolicy"]>[];
}

export interface ComparisonReport {
  policies: {
    placementPolicy: NonNullable<Settings["placementPolicy"]>;
    /** Replicas that have a place, whatever their quota. */
    placed: number;
    /** Replicas for which there is no room. */
    unplaced: number;
    /** Thousandths of GPUs, those of what runs now included. */
    allocatedGpu: number;
    /** Nodes that would hold something, those that do now included. */
    usedNodes: number;
    /** Where each deployment's replicas would go: fewer places than replicas where room ends. */
    deployments: Choice["placement"][][];
  }[];
}

/** A replica's way to another node, to be carried out with the input `move`. */
export interface PlannedMove {
  replica: number;
  from: string;
  to: Choice["placement"];
}

/** A question: how could what runs be arranged better? `steps` says how long to search. */
export type RepackRequest =
  | {
      /** Which moves free a node, so that it can be taken away without loss? */
      type: "freeNode";
      node: string;
      steps: number;
    }
  | {
      /** How few nodes would hold all that runs, if it were placed anew? */
      type: "fewestNodes";
      steps: number;
    }
  | {
      /** How cheap could the nodes be that hold all that runs, if it were placed anew? */
      type: "cheapestNodes";
      /** What a node of each compute group costs, in any unit; nothing where left out. */
      prices: Record<string, number>;
      steps: number;
    };

export type RepackReport =
  | {
      type: "freeNode";
      /** The replicas that keep the node from being freed. */
      pinned: number[];
      /** The fewest moves that any plan has. */
      lowerBound: number;
      /** The moves, in their order; absent where none were found. */
      moves?: PlannedMove[];
    }
  | {
      type: "fewestNodes";
      /** How many nodes hold something now. */
      used: number;
      /** How many nodes the best packing found needs. */
      needed: number;
      /** The fewest that any packing needs, as far as is proved; absent where none has room for all. */
      lowerBound?: number;
      /** The replicas for which the packing has no place. */
      unplaced: number[];
      /** Where the others would be. */
      placements: ({ replica: number } & Choice["placement"])[];
    }
  | {
      type: "cheapestNodes";
      /** What the nodes cost that hold something now. */
      cost: number;
      /** What those of the best packing found cost. */
      neededCost: number;
      /** The least that any packing costs, as far as is proved; absent where none has room for all. */
      lowerBound?: number;
      /** The replicas for which the packing has no place. */
      unplaced: number[];
      /** Where the others would be. */
      placements: ({ replica: number } & Choice["placement"])[];
    };

/** How a request stands to a cluster. */
export interface Explanation {
  /** All known nodes: `fitting` and those of all `causes`. */
  nodes: number;
  fitting: number;
  /** How many replicas fit now, all of them together. */
  roomFor: number;
  /** Nodes by the first thing that keeps a replica off them. */
  causes: Partial<Record<Cause, number>>;
  /** Where a replica fits on no node: those that lack the least, and what. */
  closest: { node: string; cpu?: number; memory?: number; gpus?: number; gpuShare?: number }[];
  /** Each change of one figure with which the request would fit now, as small as it can be. */
  changes: Change[];
}

export type Cause =
  | "down"
  | "cordoned"
  | "compute_group"
  | "labels"
  | "gpu_type"
  | "too_small"
  | "gpus_in_use"
  | "cpu_in_use"
  | "memory_in_use";

export type Change =
  | { field: "cpu" | "memory" | "gpuCount" | "gpuShare" | "replicas"; value: number }
  | { field: "gpuType"; values: GpuType[] };

/** A place, and what made it the best one: less cost is better. */
export interface Choice {
  placement: { node: string; devices?: number[] };
  chosen?: Candidate;
  runnerUp?: Candidate;
}

export interface Candidate {
  node: string;
  /** The sum of the parts. */
  cost: number;
  parts: Record<string, number>;
}

export interface QueueReport {
  queue: QueueSpec;
  usage: number;
  waiting: number;
}

/** Why a call was refused; nothing has changed then. After `internal` the plane is lost. */
export type ControlPlaneErrorCode =
  | "deployment_exists"
  | "deployment_not_found"
  | "enrollment_exceeded"
  | "freed"
  | "inconsistent"
  | "internal"
  | "invalid_rid"
  | "malformed"
  | "move_conflict"
  | "no_version"
  | "node_in_use"
  | "node_not_found"
  | "project_not_found"
  | "queue_kind_mismatch"
  | "queue_not_found"
  | "replica_not_found"
  | "replica_not_ready"
  | "scale_up_delay_exceeds_scale_down_delay"
  | "sources_in_use"
  | "target_taken"
  | "threshold_out_of_range"
  | "too_many_replicas"
  | "unknown_version"
  | "unwritable"
  | "zero";

/** What every call throws where it is refused. */
export interface ControlPlaneError extends Error {
  code: ControlPlaneErrorCode;
}

/**
 * Every live deployment of a platform, with the nodes and queues they run on.
 *
 * Pure: the same calls have the same answers. Times are whole milliseconds on one clock of yours.
 */
export class ControlPlane {
  /** An empty control plane. */
  constructor(settings?: Settings);

  /** The control plane that was saved: the same inputs have the same effects as before. */
  static restore(saved: string): ControlPlane;

  /** The whole state as text, the same bytes everywhere. */
  save(): string;

  /** Takes one input and answers what to do, in this order. */
  step(nowMs: number, input: Input): Effect[];

  /** After a restart: everything that may not have been done. */
  resume(): Effect[];

  /** When to send the next `tick`; `undefined` while nothing waits for time to pass. */
  nextWake(): number | undefined;

  /** Why a deployment is where it is; `undefined` for an unknown one. */
  status(rid: Rid): DeploymentReport | undefined;

  /** A deployment as the API shows it; `undefined` for an unknown one. */
  deployment(rid: Rid): LiveDeployment | undefined;

  /** Every deployment, in the order of their identifiers. */
  list(): LiveDeployment[];

  /** Every node and what runs on it, in the order of their names. */
  nodes(): NodeReport[];

  /** Every queue and how full it is, in the order of their names. */
  queues(): QueueReport[];

  /** What a project's configurations may ask for, to check them with; `undefined` for an unknown one. */
  limitsOf(project: Rid): Limits | undefined;

  /**
   * What would become of a configuration: quota, capacity, where its replicas would go and why, and
   * the nearest changes with which it would start. Nothing changes.
   */
  whatIf(asked: WhatIfRequest): WhatIfReport;

  /** How placement policies would place a list of deployments; nothing changes. */
  compare(asked: ComparisonRequest): ComparisonReport;

  /** How what runs could be arranged better: moves that free a node, or the nodes that would do. */
  repack(asked: RepackRequest): RepackReport;

  /**
   * Gives the memory back now, instead of when this object is collected. After that every other call
   * throws, with `freed`.
   */
  free(): void;
}
