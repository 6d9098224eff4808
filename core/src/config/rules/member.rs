//! What the table is made of: objects, their members, and what those hold.

use crate::config::diagnostic::{Code, DefaultValue};
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
