//! The wire types of the live-deployment API, exactly as a client sees them.
//!
//! Field names and values are the contract's; nothing is added, since clients send back what they
//! were given and a server must refuse what it does not know.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::config::RuntimeConfiguration;
use crate::rid::{LiveDeploymentRid, ModelRid, ModelVersionRid};

/// What a live deployment runs: today a model's newest version on a branch.
///
/// On the wire a union on `type`, whose only member is `direct`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "TargetUnion", into = "TargetUnion")]
pub struct DirectTarget {
    /// The model.
    pub model_rid: ModelRid,
    /// The branch whose newest version is deployed; never empty.
    pub branch: String,
}

/// The union on the wire.
#[derive(Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum TargetUnion {
    Direct { model_rid: ModelRid, branch: String },
}

impl TryFrom<TargetUnion> for DirectTarget {
    type Error = &'static str;

    fn try_from(union: TargetUnion) -> Result<Self, Self::Error> {
        let TargetUnion::Direct { model_rid, branch } = union;
        if branch.is_empty() {
            Err("`branch` must not be empty")
        } else {
            Ok(Self { model_rid, branch })
        }
    }
}

impl From<DirectTarget> for TargetUnion {
    fn from(DirectTarget { model_rid, branch }: DirectTarget) -> Self {
        Self::Direct { model_rid, branch }
    }
}

/// The checked body of *create*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateRequest {
    /// What to deploy.
    pub target: DirectTarget,
    /// With what resources.
    pub configuration: RuntimeConfiguration,
}

/// The checked body of *replace*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplaceRequest {
    /// The configuration that takes the place of the present one.
    pub configuration: RuntimeConfiguration,
}

/// A live deployment as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveDeployment {
    /// The deployment's identifier.
    pub rid: LiveDeploymentRid,
    /// The version that serves, or will serve first.
    pub model_version: DeployedModelVersion,
    /// The branch that is followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The configuration as last accepted.
    pub runtime_configuration: RuntimeConfiguration,
    /// The operational status.
    pub status: LiveDeploymentStatus,
}

/// A model and the version of it that is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeployedModelVersion {
    /// The model.
    pub model_rid: ModelRid,
    /// Its version.
    pub model_version_rid: ModelVersionRid,
}

/// The operational status of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveDeploymentStatus {
    /// Where the deployment stands.
    pub state: DeploymentState,
    /// Whether a request would be routed to a replica now.
    pub is_ready: bool,
}

/// Where a deployment stands: the closed list of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeploymentState {
    /// Serving, or scaled to zero and ready to wake.
    Active,
    /// At least one replica is ready, but not all replicas are healthy.
    Degraded,
    /// Switched off.
    Disabled,
    /// No healthy replica is available.
    Failed,
    /// On the way to its first ready replica.
    Starting,
}

/// The answer of *list*: one page, always.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListLiveDeploymentsResponse {
    /// The deployments, in the order of their identifiers.
    pub data: alloc::vec::Vec<LiveDeployment>,
}
