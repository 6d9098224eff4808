//! The table of the rules: every object of a request, its members and their bounds.
//!
//! It drives the check, and whatever describes the documents to others: schemas, types, forms.
//!
//! The check walks each object in the order given here, and so do the diagnostics. Rules that look
//! at two members at once follow the later of the two; unknown and repeated members come last.

use super::diagnostic::{Code, DefaultValue};
use crate::limits::Limits;

/// An object of the API.
#[derive(Debug)]
pub struct ObjectType {
    /// The type's name in the contract.
    pub name: &'static str,
    /// What the object is, in one line.
    pub summary: &'static str,
    /// Its members, in the order in which they are checked.
    pub members: &'static [&'static Member],
}

/// The most members of any object.
pub(super) const MAX_MEMBERS: usize = 12;

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether it must be there; null counts as absent.
    pub required: bool,
    /// What it holds.
    pub kind: Kind,
    /// What the platform takes where it is absent, if anything.
    pub default: Option<Default>,
    /// What it means, in one line.
    pub summary: &'static str,
}

/// What the platform takes for a member that is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// [`Limits::default_cpu`].
    Cpu,
    /// [`Limits::default_memory`].
    Memory,
    /// [`Limits::default_thread_count`].
    ThreadCount,
}

/// A rule that looks at several members at once.
#[derive(Debug)]
pub struct CrossRule {
    /// The object whose members it looks at.
    pub object: &'static ObjectType,
    /// The members; a problem is reported at the first.
    pub members: &'static [&'static Member],
    /// The code of a document that breaks it.
    pub code: Code,
    /// The rule, in one line.
    pub summary: &'static str,
}

/// What a member holds.
#[derive(Debug)]
pub enum Kind {
    /// A whole number from `minimum` to what its type holds, or less if the platform says so.
    Integer {
        /// The lower bound.
        minimum: i64,
        /// The integers that the wire can carry.
        integer: Integer,
        /// The upper bound that the platform sets, if it sets one.
        maximum: Option<Maximum>,
    },
    /// The virtual CPUs of a replica: a finite number above 0.
    Cpu,
    /// A load: a finite number from 0 to 1.
    Load,
    /// An amount of memory, as text.
    Memory,
    /// The name of a GPU type.
    GpuType,
    /// The name of a unit of time.
    TimeUnit,
    /// The name of a kind of target.
    DeploymentType,
    /// The resource identifier of a model.
    ModelRid,
    /// The name of a branch, not empty.
    Branch,
    /// A list of sources' resource identifiers; a repeated one counts once.
    Sources,
    /// Texts by the names of environment variables.
    EnvironmentVariables,
    /// Yes or no.
    Boolean,
    /// A resource identifier of any kind.
    Rid,
    /// A list of names.
    Names,
    /// Whole numbers by the names of GPU types.
    GpuMaxima,
    /// What is known of sources, by their resource identifiers.
    Imported,
    /// An object.
    Object(&'static ObjectType),
}

/// The integers of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integer {
    /// 32 bits, signed.
    Int32,
    /// 32 bits, unsigned.
    Uint32,
    /// What a double holds exactly: ±(2^53 − 1).
    Safe,
    /// 64 bits, signed.
    Int64,
}

impl Integer {
    /// The least of them.
    pub const fn minimum(self) -> i64 {
        match self {
            Self::Int32 => i32::MIN as i64,
            Self::Uint32 => 0,
            Self::Int64 => i64::MIN,
            Self::Safe => 1 - (1 << 53),
        }
    }

    /// The greatest of them.
    pub const fn maximum(self) -> i64 {
        match self {
            Self::Int32 => i32::MAX as i64,
            Self::Uint32 => u32::MAX as i64,
            Self::Int64 => i64::MAX,
            Self::Safe => (1 << 53) - 1,
        }
    }
}

/// A maximum that the platform sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maximum {
    /// [`Limits::max_replicas`].
    Replicas,
    /// [`Limits::max_thread_count`].
    Threads,
    /// [`Limits::max_gpu_count`], which depends on the type.
    Gpus,
}

impl Member {
    /// What the platform takes where the member is absent.
    pub fn default_value(&self, limits: &Limits) -> Option<DefaultValue> {
        Some(match self.default? {
            Default::Cpu => DefaultValue::Cpu(limits.default_cpu),
            Default::Memory => DefaultValue::Memory(limits.default_memory),
            Default::ThreadCount => DefaultValue::ThreadCount(limits.default_thread_count),
        })
    }

    /// The bounds of an integer as they stand in a diagnostic. The platform's maximum is used where
    /// it does not depend on other members.
    pub fn bounds(&self, limits: &Limits) -> (i64, i64) {
        let Kind::Integer { minimum, integer, maximum } = &self.kind else {
            return (i64::MIN, i64::MAX);
        };
        let most = integer.maximum();
        let platform = match maximum {
            Some(Maximum::Replicas) => i64::from(limits.max_replicas),
            Some(Maximum::Threads) => i64::from(limits.max_thread_count),
            Some(Maximum::Gpus) | None => most,
        };
        (*minimum, most.min(platform))
    }
}

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

/// What a platform permits and fills in; see [`Limits`].
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
    optional("maxCpu", AMOUNT, "the most CPU of a replica, in millicores");
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
