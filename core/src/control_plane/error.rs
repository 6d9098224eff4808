//! Why a step was refused.

use alloc::string::String;

use thiserror::Error;

use crate::cluster::NodeId;
use crate::deployment::ReplicaId;
use crate::error::ApiError;
use crate::queue::QueueError;
use crate::rid::{LiveDeploymentRid, ModelRid, ProjectRid};

/// Why the control plane refused an input. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StepError {
    /// No deployment has this identifier.
    #[error("there is no live deployment `{rid}`")]
    DeploymentNotFound {
        /// The identifier.
        rid: LiveDeploymentRid,
    },
    /// A new deployment was given an identifier that is taken.
    #[error("the identifier `{rid}` is already taken")]
    DeploymentExists {
        /// The identifier.
        rid: LiveDeploymentRid,
    },
    /// The model and branch have a deployment already.
    #[error("`{existing}` already deploys branch `{branch}` of `{model_rid}`")]
    TargetTaken {
        /// The model.
        model_rid: ModelRid,
        /// The branch.
        branch: String,
        /// The deployment that follows it.
        existing: LiveDeploymentRid,
    },
    /// Nothing was published on the branch yet.
    #[error("branch `{branch}` of `{model_rid}` has no version")]
    NoVersion {
        /// The model.
        model_rid: ModelRid,
        /// The branch.
        branch: String,
    },
    /// Sources change only while a deployment is disabled.
    #[error("the sources of `{rid}` cannot change while it runs")]
    SourcesInUse {
        /// The deployment.
        rid: LiveDeploymentRid,
    },
    /// A configuration has more replicas than the limits permit, or a question is about more: each
    /// takes memory or work here.
    #[error("`{replicas}` replicas exceed the maximum of {max_replicas}")]
    TooManyReplicas {
        /// How many there would be.
        replicas: u32,
        /// How many there may be.
        max_replicas: u32,
    },
    /// The project is not known.
    #[error("there is no project `{project}`")]
    ProjectNotFound {
        /// The project.
        project: ProjectRid,
    },
    /// The queues do not allow it.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The node is not known.
    #[error("there is no node `{node}`")]
    NodeNotFound {
        /// The node.
        node: NodeId,
    },
    /// The replica is not known.
    #[error("there is no replica `{replica}`")]
    ReplicaNotFound {
        /// The replica.
        replica: ReplicaId,
    },
    /// Only a ready replica is moved.
    #[error("the replica `{replica}` is not ready")]
    ReplicaNotReady {
        /// The replica.
        replica: ReplicaId,
    },
    /// The deployment is busy replacing replicas already.
    #[error("`{rid}` already has a rollout, a swap or another move in progress")]
    MoveConflict {
        /// The deployment.
        rid: LiveDeploymentRid,
    },
    /// A node that runs replicas came back smaller than what they hold, or with other GPUs.
    #[error("the node `{node}` cannot hold what runs on it in its new shape")]
    NodeInUse {
        /// The node.
        node: NodeId,
    },
}

impl StepError {
    /// The error's stable code, the same in JSON, JS and C.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DeploymentNotFound { .. } => "deployment_not_found",
            Self::DeploymentExists { .. } => "deployment_exists",
            Self::TargetTaken { .. } => "target_taken",
            Self::NoVersion { .. } => "no_version",
            Self::SourcesInUse { .. } => "sources_in_use",
            Self::TooManyReplicas { .. } => "too_many_replicas",
            Self::ProjectNotFound { .. } => "project_not_found",
            Self::Queue(error) => error.code(),
            Self::NodeNotFound { .. } => "node_not_found",
            Self::ReplicaNotFound { .. } => "replica_not_found",
            Self::ReplicaNotReady { .. } => "replica_not_ready",
            Self::MoveConflict { .. } => "move_conflict",
            Self::NodeInUse { .. } => "node_in_use",
        }
    }

    /// The API error that answers a command refused for this reason; `None` where no command is
    /// refused so.
    pub fn api_error(&self) -> Option<ApiError> {
        match self {
            Self::DeploymentNotFound { rid } => {
                Some(ApiError::LiveDeploymentNotFound { live_deployment_rid: rid.clone() })
            }
            Self::TargetTaken { existing, .. } => {
                Some(ApiError::Conflict { live_deployment_rid: existing.clone() })
            }
            Self::NoVersion { .. } => Some(ApiError::InvalidArgument {
                field: "/deploymentType/branch".into(),
                message: alloc::format!("{self}"),
            }),
            Self::TooManyReplicas { .. } => Some(ApiError::InvalidArgument {
                field: "/runtimeConfiguration/maxReplicas".into(),
                message: alloc::format!("{self}"),
            }),
            Self::SourcesInUse { rid } => {
                Some(ApiError::LiveDeploymentSourcesCannotBeUpdatedWhileRunning {
                    live_deployment_rid: rid.clone(),
                })
            }
            _ => None,
        }
    }
}

/// Why a saved state could not be restored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The state was saved by a version of the library that this one does not know.
    #[error("the saved state has version {version}; this library reads up to {supported}")]
    UnknownVersion {
        /// The state's version.
        version: u32,
        /// The newest version that is read.
        supported: u32,
    },
    /// The state contradicts itself: it was damaged, or made by hand.
    #[error("the saved state contradicts itself: {problem}")]
    Inconsistent {
        /// What does not fit.
        problem: String,
    },
}

impl RestoreError {
    /// The error's stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownVersion { .. } => "unknown_version",
            Self::Inconsistent { .. } => "inconsistent",
        }
    }
}
