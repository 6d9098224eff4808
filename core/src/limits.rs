//! What a platform permits, as a value that a server can hand to a form.
//!
//! [`Limits::default`] holds what is true of any platform. What only a platform knows — its GPU
//! types, its largest node, its sources — is absent there, and the rules that need it are not
//! checked.

use serde::{Deserialize, Serialize};

use crate::gpu::GpuType;
use crate::quantity::{MemoryBytes, MilliCpu};
use crate::rid::{ProjectRid, ResourceRid, SourceRid};
use crate::sorted_map::SortedMap;

mod error;
mod reserved;

pub use error::LimitsError;
pub use reserved::ReservedNames;

/// The longest text of a document, in bytes: bounds the work of one check.
pub const MAX_DOCUMENT_BYTES: usize = 262_144;

/// The deepest nesting of a document: bounds the stack of one check.
pub const MAX_DOCUMENT_DEPTH: usize = 64;

/// The names that the platform sets in every replica's environment.
///
/// From the documentation of compute modules' containers and execution modes; the list for live
/// deployments is not public, so a platform may extend it.
pub const RESERVED_ENVIRONMENT_VARIABLES: [&str; 20] = [
    "CLIENT_ID",
    "CLIENT_SECRET",
    "RUNTIME_HOST",
    "RUNTIME_PORT",
    "RUNTIME_API",
    "GET_JOB_PATH",
    "GET_JOB_URI",
    "POST_RESULT_PATH",
    "POST_RESULT_URI",
    "POST_SCHEMA_URI",
    "MAX_CONCURRENT_TASKS",
    "SOURCE_CREDENTIALS",
    "SOURCE_CONFIGURATIONS_PATH",
    "DEFAULT_CA_PATH",
    "BUILD2_TOKEN",
    "RESOURCE_ALIAS_MAP",
    "COMPUTE_SESSION_ID",
    "FOUNDRY_COMPUTE_MODULE_RID",
    "MODULE_AUTH_TOKEN",
    "FOUNDRY_ONTOLOGY_RID",
];

/// What a platform permits and what it fills in.
///
/// As JSON it is an object of camelCase members, each of which may be left out for its default:
/// `{"maxThreadCount": 64, "gpus": {"T4": 4}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Limits {
    /// The most threads of a replica. Default 256: the API's value is not public.
    pub max_thread_count: u32,
    /// The highest `maxReplicas`. Default 1000: bounds memory.
    pub max_replicas: u32,
    /// The most CPU of a replica. Default 1,000,000 vCPU: above any machine, far from overflow.
    pub max_cpu: MilliCpu,
    /// The longest delay of scaling, in milliseconds. Default one year (`java.time`'s mean year).
    pub max_delay_ms: u64,
    /// Threads where none are given. Default 32, the API's.
    pub default_thread_count: u32,
    /// CPU where none is given. Default 1 vCPU, the platform's documented default.
    pub default_cpu: MilliCpu,
    /// Memory where none is given. Default 4 GiB, the platform's documented default.
    pub default_memory: MemoryBytes,
    /// Names that an environment may not set, compared case-sensitively.
    pub reserved_environment_variables: ReservedNames,
    /// The GPU types of the project's GPU queue, and the most GPUs of each that one replica may
    /// have. Absent: GPU types and maxima are not checked. Empty: the project has no GPU queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpus: Option<SortedMap<GpuType, u32>>,
    /// The most of each resource on one node that replicas without GPUs may use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest_node: Option<NodeSize>,
    /// The most of each resource on one node that replicas with GPUs may use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest_gpu_node: Option<NodeSize>,
    /// The sources that the project may use. Absent: sources are not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<KnownSources>,
}

/// The most CPU and the most memory on one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodeSize {
    /// Processor time, in millicores.
    pub cpu: MilliCpu,
    /// Memory, in bytes.
    pub memory: MemoryBytes,
}

/// The sources imported into a project, and what may be done with each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KnownSources {
    /// The project.
    pub project_rid: ProjectRid,
    /// Its sources; any other is not imported.
    pub imported: SortedMap<SourceRid, KnownSource>,
}

/// What may be done with an imported source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KnownSource {
    /// Whether compute modules may use it.
    pub enabled_for_compute_modules: bool,
    /// A resource whose markings the source may not export, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unexportable_resource_rid: Option<ResourceRid>,
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Limits {
    /// What is true of any platform, with the documented defaults.
    pub const DEFAULT: Self = Self {
        max_thread_count: 256,
        max_replicas: 1_000,
        max_cpu: MilliCpu(1_000_000_000),
        max_delay_ms: 31_556_952_000,
        default_thread_count: 32,
        default_cpu: MilliCpu(1_000),
        default_memory: MemoryBytes(4 << 30),
        reserved_environment_variables: ReservedNames::DOCUMENTED,
        gpus: None,
        largest_node: None,
        largest_gpu_node: None,
        sources: None,
    };

    /// Limits as wide as they can be: what a document breaks then, it breaks on every platform.
    pub fn widest() -> Self {
        Self {
            max_thread_count: u32::MAX,
            max_replicas: u32::MAX,
            max_cpu: MilliCpu(u64::MAX),
            max_delay_ms: u64::MAX,
            reserved_environment_variables: ReservedNames::from_iter([]),
            ..Self::default()
        }
    }

    /// The most GPUs that one replica may have: of `gpu_type`, or of any type where that is absent.
    ///
    /// `None` where this is not known.
    pub fn max_gpu_count(&self, gpu_type: Option<GpuType>) -> Option<u32> {
        let gpus = self.gpus.as_ref()?;
        Some(match gpu_type {
            Some(gpu_type) => gpus.get(&gpu_type).copied().unwrap_or_default(),
            None => gpus.values().copied().max().unwrap_or_default(),
        })
    }
}
