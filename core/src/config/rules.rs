//! The table of the rules: every object of a request, its members and their bounds.
//!
//! It drives the check, and whatever describes the documents to others: schemas, types, forms.
//!
//! The check walks each object in the order given here, and so do the diagnostics. Rules that look
//! at two members at once follow the later of the two; unknown and repeated members come last.

#[cfg(any(feature = "schema", test, doc))]
use super::diagnostic::Code;

mod member;

pub use member::{CrossRule, Default, Integer, Kind, Maximum, Member, ObjectType};

/// The most members of any object.
pub(super) const MAX_MEMBERS: usize = 12;

const fn required(name: &'static str, kind: Kind, summary: &'static str) -> Member {
    Member { name, required: true, kind, default: None, summary: kept(summary) }
}

const fn optional(name: &'static str, kind: Kind, summary: &'static str) -> Member {
    Member { name, required: false, kind, default: None, summary: kept(summary) }
}

const fn or(default: Default, member: Member) -> Member {
    Member { default: Some(default), ..member }
}

/// A summary, unless it would only be carried about: a form's wasm module needs none.
const fn kept(summary: &'static str) -> &'static str {
    if cfg!(any(feature = "schema", test, doc)) { summary } else { "" }
}

const fn int32(minimum: i64, maximum: Option<Maximum>) -> Kind {
    Kind::Integer { minimum, integer: Integer::Int32, maximum }
}

/// The body of *create*.
pub static CREATE_REQUEST: ObjectType = ObjectType {
    name: "CreateLiveDeploymentRequest",
    summary: kept("what to deploy, and with what resources"),
    members: &[&DEPLOYMENT_TYPE, &RUNTIME_CONFIGURATION],
};

/// The body of *replace*.
pub static REPLACE_REQUEST: ObjectType = ObjectType {
    name: "ReplaceLiveDeploymentRequest",
    summary: kept("the configuration that takes the place of the present one"),
    members: &[&RUNTIME_CONFIGURATION],
};

pub(crate) static DEPLOYMENT_TYPE: Member =
    required("deploymentType", Kind::Object(&DIRECT_TARGET), "the model and branch to deploy");
pub(crate) static RUNTIME_CONFIGURATION: Member = required(
    "runtimeConfiguration",
    Kind::Object(&CONFIGURATION),
    "the resources of the deployment",
);

/// What a deployment runs: the one known variant of a union.
pub static DIRECT_TARGET: ObjectType = ObjectType {
    name: "CreateLiveDeploymentTarget",
    summary: kept("a model's newest version on a branch"),
    members: &[&TARGET_TYPE, &MODEL_RID, &BRANCH],
};

pub(crate) static TARGET_TYPE: Member =
    required("type", Kind::DeploymentType, "the kind of target");
pub(crate) static MODEL_RID: Member = required("modelRid", Kind::ModelRid, "the model");
pub(crate) static BRANCH: Member =
    required("branch", Kind::Branch, "the branch whose newest version is deployed");

/// The runtime configuration.
pub static CONFIGURATION: ObjectType = ObjectType {
    name: "LiveDeploymentRuntimeConfiguration",
    summary: kept("the compute resources of a deployment"),
    members: &[
        &MIN_REPLICAS,
        &MAX_REPLICAS,
        &CPU,
        &MEMORY,
        &SCALING_CONFIGURATION,
        &THREAD_COUNT,
        &GPU,
        &ENVIRONMENT_VARIABLES,
        &SOURCES,
    ],
};

pub(crate) static MIN_REPLICAS: Member = required(
    "minReplicas",
    int32(0, None),
    "the fewest replicas, at most `maxReplicas`; with 0 an idle deployment has none",
);
pub(crate) static MAX_REPLICAS: Member =
    required("maxReplicas", int32(1, Some(Maximum::Replicas)), "the most replicas");
pub(crate) static CPU: Member = or(
    Default::Cpu,
    optional("cpu", Kind::Cpu, "virtual CPUs of each replica, reserved and at most used"),
);
pub(crate) static MEMORY: Member = or(
    Default::Memory,
    optional(
        "memory",
        Kind::Memory,
        "memory of each replica, such as `4GiB`, reserved and at most used",
    ),
);
pub(crate) static SCALING_CONFIGURATION: Member =
    optional("scalingConfiguration", Kind::Object(&SCALING), "when replicas are added and removed");
pub(crate) static THREAD_COUNT: Member = or(
    Default::ThreadCount,
    optional(
        "threadCount",
        int32(1, Some(Maximum::Threads)),
        "requests that a replica serves at once",
    ),
);
pub(crate) static GPU: Member = optional("gpu", Kind::Object(&GPU_REQUEST), "GPUs of each replica");
pub(crate) static ENVIRONMENT_VARIABLES: Member = optional(
    "environmentVariables",
    Kind::EnvironmentVariables,
    "the environment that replicas start with",
);
pub(crate) static SOURCES: Member =
    optional("sources", Kind::Sources, "the sources that replicas may read");

/// The rules of scaling.
pub static SCALING: ObjectType = ObjectType {
    name: "LiveDeploymentScalingConfiguration",
    summary: kept("when a deployment gains and loses replicas"),
    members: &[&SCALE_UP_LOAD_THRESHOLD, &SCALE_UP_DELAY, &SCALE_DOWN_DELAY],
};

pub(crate) static SCALE_UP_LOAD_THRESHOLD: Member =
    required("scaleUpLoadThreshold", Kind::Load, "the load at or above which a replica is added");
pub(crate) static SCALE_UP_DELAY: Member = required(
    "scaleUpDelay",
    Kind::Object(&DURATION),
    "how long the load must stay high, at most `scaleDownDelay`",
);
pub(crate) static SCALE_DOWN_DELAY: Member = required(
    "scaleDownDelay",
    Kind::Object(&DURATION),
    "how long the load must stay low before a replica is removed",
);

/// A length of time.
pub static DURATION: ObjectType = ObjectType {
    name: "Duration",
    summary: kept("a length of time"),
    members: &[&DURATION_VALUE, &DURATION_UNIT],
};

pub(crate) static DURATION_VALUE: Member = required(
    "value",
    Kind::Integer { minimum: 0, integer: Integer::Safe, maximum: None },
    "how many units",
);
pub(crate) static DURATION_UNIT: Member = required("unit", Kind::TimeUnit, "of what length");

/// A request for GPUs.
pub static GPU_REQUEST: ObjectType = ObjectType {
    name: "LiveDeploymentGpu",
    summary: kept("whole GPUs, all on one node"),
    members: &[&GPU_TYPE, &GPU_COUNT],
};

pub(crate) static GPU_TYPE: Member =
    optional("type", Kind::GpuType, "the type of the GPUs; any that the project has where absent");
pub(crate) static GPU_COUNT: Member =
    required("count", int32(1, Some(Maximum::Gpus)), "how many GPUs each replica has");

/// The rules that look at several members at once.
#[cfg(any(feature = "schema", test, doc))]
pub static CROSS_RULES: [CrossRule; 6] = [
    CrossRule {
        object: &CONFIGURATION,
        members: &[&MIN_REPLICAS, &MAX_REPLICAS],
        code: Code::MinReplicasExceedsMaxReplicas,
        summary: "`minReplicas` is at most `maxReplicas`",
    },
    CrossRule {
        object: &CONFIGURATION,
        members: &[&CPU, &GPU],
        code: Code::ExceedsLargestNode,
        summary: "`cpu` is at most what the largest node offers: with GPUs where `gpu` is given",
    },
    CrossRule {
        object: &CONFIGURATION,
        members: &[&MEMORY, &GPU],
        code: Code::ExceedsLargestNode,
        summary: "`memory` is at most what the largest node offers: with GPUs where `gpu` is given",
    },
    CrossRule {
        object: &SCALING,
        members: &[&SCALE_UP_DELAY, &SCALE_DOWN_DELAY],
        code: Code::ScaleUpDelayExceedsScaleDownDelay,
        summary: "`scaleUpDelay` is at most `scaleDownDelay`, whatever their units",
    },
    CrossRule {
        object: &DURATION,
        members: &[&DURATION_VALUE, &DURATION_UNIT],
        code: Code::DelayTooLong,
        summary: "`value` units are at most the platform's longest delay",
    },
    CrossRule {
        object: &GPU_REQUEST,
        members: &[&GPU_COUNT, &GPU_TYPE],
        code: Code::GpuCountOutOfRange,
        summary: "`count` is at most what one replica may have of `type`, or of any type without it",
    },
];

/// What a platform permits and fills in; see [`Limits`](crate::limits::Limits).
pub static LIMITS: ObjectType = ObjectType {
    name: "Limits",
    summary: kept("what a platform permits and what it fills in"),
    members: &[
        &MAX_THREAD_COUNT,
        &MAX_MAX_REPLICAS,
        &MAX_CPU,
        &MAX_DELAY_MS,
        &DEFAULT_THREAD_COUNT,
        &DEFAULT_CPU,
        &DEFAULT_MEMORY,
        &RESERVED_ENVIRONMENT_VARIABLES,
        &GPUS,
        &LARGEST_NODE,
        &LARGEST_GPU_NODE,
        &KNOWN_SOURCES,
    ],
};

const COUNT: Kind = Kind::Integer { minimum: 0, integer: Integer::Uint32, maximum: None };
const AMOUNT: Kind = Kind::Integer { minimum: 0, integer: Integer::Int64, maximum: None };

pub(crate) static MAX_THREAD_COUNT: Member =
    optional("maxThreadCount", COUNT, "the most threads of a replica; 256 where absent");
pub(crate) static MAX_MAX_REPLICAS: Member =
    optional("maxReplicas", COUNT, "the highest `maxReplicas`; 1000 where absent");
pub(crate) static MAX_CPU: Member =
    optional("maxCpu", AMOUNT, "the most CPU of a replica, in millicores; 1000000000 where absent");
pub(crate) static MAX_DELAY_MS: Member =
    optional("maxDelayMs", AMOUNT, "the longest delay of scaling; a year where absent");
pub(crate) static DEFAULT_THREAD_COUNT: Member =
    optional("defaultThreadCount", COUNT, "threads where none are given; 32 where absent");
pub(crate) static DEFAULT_CPU: Member =
    optional("defaultCpu", AMOUNT, "CPU where none is given, in millicores; 1000 where absent");
pub(crate) static DEFAULT_MEMORY: Member =
    optional("defaultMemory", AMOUNT, "memory where none is given, in bytes; 4 GiB where absent");
pub(crate) static RESERVED_ENVIRONMENT_VARIABLES: Member =
    optional("reservedEnvironmentVariables", Kind::Names, "names that an environment may not set");
pub(crate) static GPUS: Member = optional(
    "gpus",
    Kind::GpuMaxima,
    "the most GPUs of each type that one replica may have; not checked where absent",
);
pub(crate) static LARGEST_NODE: Member = optional(
    "largestNode",
    Kind::Object(&NODE_SIZE),
    "what one node offers to replicas without GPUs; not checked where absent",
);
pub(crate) static LARGEST_GPU_NODE: Member = optional(
    "largestGpuNode",
    Kind::Object(&NODE_SIZE),
    "what one node offers to replicas with GPUs; not checked where absent",
);
pub(crate) static KNOWN_SOURCES: Member = optional(
    "sources",
    Kind::Object(&SOURCE_LIMITS),
    "the sources that the project may use; not checked where absent",
);
pub(crate) static GPU_MAXIMUM: Member = required("maximum", COUNT, "the most GPUs of a type");

/// The most of each resource on one node.
pub static NODE_SIZE: ObjectType = ObjectType {
    name: "NodeSize",
    summary: kept("the most CPU and the most memory on one node"),
    members: &[&NODE_CPU, &NODE_MEMORY],
};

pub(crate) static NODE_CPU: Member = required("cpu", AMOUNT, "in millicores");
pub(crate) static NODE_MEMORY: Member = required("memory", AMOUNT, "in bytes");

/// What is known of a project's sources.
pub static SOURCE_LIMITS: ObjectType = ObjectType {
    name: "KnownSources",
    summary: kept("the sources that are imported into a project"),
    members: &[&PROJECT_RID, &IMPORTED],
};

pub(crate) static PROJECT_RID: Member = required("projectRid", Kind::Rid, "the project");
pub(crate) static IMPORTED: Member =
    required("imported", Kind::Imported, "its sources; any other is not imported");

/// What may be done with a source.
pub static KNOWN_SOURCE: ObjectType = ObjectType {
    name: "KnownSource",
    summary: kept("what may be done with an imported source"),
    members: &[&ENABLED, &UNEXPORTABLE],
};

pub(crate) static ENABLED: Member =
    required("enabledForComputeModules", Kind::Boolean, "whether compute modules may use it");
pub(crate) static UNEXPORTABLE: Member = optional(
    "unexportableResourceRid",
    Kind::Rid,
    "a resource whose markings it may not export, if there is one",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_object_has_more_members_than_are_kept() {
        let objects = [
            &CREATE_REQUEST,
            &REPLACE_REQUEST,
            &DIRECT_TARGET,
            &CONFIGURATION,
            &SCALING,
            &DURATION,
            &GPU_REQUEST,
            &LIMITS,
            &NODE_SIZE,
            &SOURCE_LIMITS,
            &KNOWN_SOURCE,
        ];
        let most = objects.iter().map(|object| object.members.len()).max();
        assert_eq!(most, Some(MAX_MEMBERS));
    }
}
