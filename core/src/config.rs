//! The runtime configuration, in its checked form.
//!
//! A [`RuntimeConfiguration`] comes out of the check and nowhere else, so one that exists obeys
//! every rule that holds without knowing the platform. What the platform permits (GPU types, the
//! largest node) held when it was checked.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::gpu::GpuRequest;
use crate::limits::Limits;
use crate::number::Double;
use crate::quantity::MilliCpu;
use crate::resources::Resources;
use crate::rid::SourceRid;
use crate::sort;
use crate::sorted_map::SortedMap;
use crate::time::WireDuration;

#[cfg(any(feature = "schema", test, doc))]
mod catalogue;
mod check;
mod cost;
mod deserialize;
mod diagnostic;
mod memory_text;
mod message;
mod problem;
mod raw;
pub mod rules;
#[cfg(any(feature = "schema", test, doc))]
pub mod schema;

#[cfg(any(feature = "schema", test, doc))]
pub use catalogue::{CodeParameter, ParameterKind};
#[cfg(feature = "json")]
pub(crate) use check::{Body, Checked, check_body};
pub use check::{
    Report, check_create_request, check_create_request_with_default_target, check_replace_request,
    check_runtime_configuration,
};
pub use cost::{Cost, HourlyCost, Unpriced};
pub use diagnostic::{
    Code, DefaultValue, Diagnostic, Diagnostics, Parameter, Problem, Range, Severity,
};
pub use memory_text::MemoryText;

/// The compute resources of a deployment, as a client last gave them.
///
/// Serialized it is the document of the API: what the client wrote, absent members left out,
/// except that `sources` and `environmentVariables` are always there, because clients refuse an
/// answer without them.
///
/// Deserialized it is checked again, as if the platform's limits were as wide as they can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuntimeConfiguration {
    pub(crate) min_replicas: u32,
    pub(crate) max_replicas: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpu: Option<Double>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory: Option<MemoryText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gpu: Option<GpuRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) thread_count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scaling_configuration: Option<ScalingConfiguration>,
    pub(crate) sources: Vec<SourceRid>,
    pub(crate) environment_variables: SortedMap<String, String>,
}

/// When a deployment gains and loses replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScalingConfiguration {
    pub(crate) scale_up_load_threshold: Double,
    pub(crate) scale_up_delay: WireDuration,
    pub(crate) scale_down_delay: WireDuration,
}

impl RuntimeConfiguration {
    /// The fewest replicas, 0 or more.
    pub const fn min_replicas(&self) -> u32 {
        self.min_replicas
    }

    /// The most replicas, at least 1 and at least [`min_replicas`](Self::min_replicas).
    pub const fn max_replicas(&self) -> u32 {
        self.max_replicas
    }

    /// Virtual CPUs of each replica, where given; above 0.
    pub const fn cpu(&self) -> Option<Double> {
        self.cpu
    }

    /// Memory of each replica, where given.
    pub const fn memory(&self) -> Option<&MemoryText> {
        self.memory.as_ref()
    }

    /// GPUs of each replica, where given.
    pub const fn gpu(&self) -> Option<GpuRequest> {
        self.gpu
    }

    /// Requests that a replica serves at once, where given; at least 1.
    pub const fn thread_count(&self) -> Option<u32> {
        self.thread_count
    }

    /// The rules of scaling, where given.
    pub const fn scaling_configuration(&self) -> Option<&ScalingConfiguration> {
        self.scaling_configuration.as_ref()
    }

    /// The sources that replicas may read, in the client's order, each once.
    pub fn sources(&self) -> &[SourceRid] {
        &self.sources
    }

    /// The sources as a set: their order means nothing.
    pub fn source_set(&self) -> BTreeSet<&SourceRid> {
        sort::tree(&self.sources)
    }

    /// The environment that replicas start with.
    pub const fn environment_variables(&self) -> &SortedMap<String, String> {
        &self.environment_variables
    }

    /// What each replica needs of its node, with the platform's defaults filled in.
    pub fn resources(&self, limits: &Limits) -> Resources {
        let cpu = self.cpu.and_then(Double::thousandths_rounded_up).map(MilliCpu);
        Resources {
            cpu: cpu.unwrap_or(limits.default_cpu),
            memory: self.memory.as_ref().map_or(limits.default_memory, MemoryText::bytes),
            gpu: self.gpu,
        }
    }

    /// Requests that a replica serves at once, with the platform's default filled in.
    pub fn threads(&self, limits: &Limits) -> u32 {
        self.thread_count.unwrap_or(limits.default_thread_count)
    }
}

impl ScalingConfiguration {
    /// The load at or above which a replica is added, 0 to 1.
    pub const fn scale_up_load_threshold(&self) -> Double {
        self.scale_up_load_threshold
    }

    /// How long the load must stay that high.
    pub const fn scale_up_delay(&self) -> WireDuration {
        self.scale_up_delay
    }

    /// How long the load must stay low before a replica is removed.
    pub const fn scale_down_delay(&self) -> WireDuration {
        self.scale_down_delay
    }
}
