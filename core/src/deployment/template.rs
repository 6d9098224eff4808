//! What every replica of one generation runs.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::config::RuntimeConfiguration;
use crate::limits::Limits;
use crate::resources::Resources;
use crate::rid::{ModelVersionRid, SourceRid};

/// What every replica of one generation runs.
///
/// Any change here needs new replicas, so it makes a new generation and rolls it out. The thread
/// count is among it because a replica keeps its concurrency for life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// The model version.
    pub version: ModelVersionRid,
    /// What the replica may use, and gets reserved.
    pub resources: Resources,
    /// Requests that the replica serves at once.
    pub threads: u32,
    /// The environment to start with.
    pub environment_variables: BTreeMap<String, String>,
    /// The sources that it may read, sorted.
    pub sources: Vec<SourceRid>,
}

impl Template {
    /// What replicas of `configuration` run, with the platform's defaults filled in.
    pub fn new(
        version: ModelVersionRid,
        configuration: &RuntimeConfiguration,
        limits: &Limits,
    ) -> Self {
        Self {
            version,
            resources: configuration.resources(limits),
            threads: configuration.threads(limits),
            environment_variables: configuration.environment_variables().clone().into(),
            sources: configuration.source_set().into_iter().cloned().collect(),
        }
    }
}
