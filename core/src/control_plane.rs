//! The control plane: events in, effects out.

use alloc::vec::Vec;

use crate::api::LiveDeployment;
use crate::deployment::{LifecyclePolicy, PolicyError};
use crate::limits::Limits;
use crate::rid::{LiveDeploymentRid, ModelRid, ProjectRid};
use crate::time::Timestamp;

mod effect;
mod error;
mod input;
mod report;

pub use effect::{Effect, Effects, LogEvent, Route};
pub use error::{RestoreError, StepError};
pub use input::{InFlight, Input};
pub use report::{
    DeploymentReport, NodeReport, PlacedReplica, PlacementReport, QueueReport, ReplicaReport,
    WaitingReport,
};

/// Every live deployment of a platform, with the nodes and queues they run on.
#[derive(Debug, Clone)]
pub struct ControlPlane {
    limits: Limits,
}

/// A control plane's whole state, to be kept by the host.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Saved {
    version: u32,
}

impl ControlPlane {
    /// An empty control plane.
    ///
    /// # Errors
    /// The policy cannot be lived by.
    pub fn new(limits: Limits, policy: LifecyclePolicy) -> Result<Self, PolicyError> {
        policy.check()?;
        Ok(Self { limits })
    }

    /// Takes one input and says what to do.
    ///
    /// # Errors
    /// The input was refused; nothing has changed.
    pub fn step(&mut self, _now: Timestamp, _input: Input) -> Result<Effects, StepError> {
        Ok(Effects::default())
    }

    /// When the next `Tick` is due; `None` while nothing waits for time to pass.
    pub fn next_wake(&self) -> Option<Timestamp> {
        None
    }

    /// What a host has to do after a restart: every effect that may not have been carried out.
    pub fn resume(&self) -> Effects {
        Effects::default()
    }

    /// A deployment as the API shows it.
    pub fn deployment(&self, _rid: &LiveDeploymentRid) -> Option<LiveDeployment> {
        None
    }

    /// The project of a deployment.
    pub fn project_of(&self, _rid: &LiveDeploymentRid) -> Option<&ProjectRid> {
        None
    }

    /// The deployments of a model, or of one of its branches, in the order of their identifiers.
    pub fn deployments_of(&self, _model: &ModelRid, _branch: Option<&str>) -> Vec<LiveDeployment> {
        Vec::new()
    }

    /// A deployment's status with everything that explains it.
    pub fn report(&self, _rid: &LiveDeploymentRid) -> Option<DeploymentReport> {
        None
    }

    /// Every node and what runs on it, in the order of their names.
    pub fn nodes(&self) -> Vec<NodeReport> {
        Vec::new()
    }

    /// Every queue and how full it is, in the order of their names.
    pub fn queues(&self) -> Vec<QueueReport> {
        Vec::new()
    }

    /// What a project's configurations may ask for, as its queues and the cluster stand; `None` for
    /// an unknown project. The host adds the project's sources, which the core does not know.
    pub fn limits_of(&self, _project: &ProjectRid) -> Option<Limits> {
        Some(self.limits.clone())
    }

    /// The whole state, to be kept by the host.
    pub fn save(&self) -> Saved {
        Saved { version: 1 }
    }

    /// The control plane that was saved.
    ///
    /// # Errors
    /// The state was saved by a later version, or contradicts itself.
    pub fn restore(_saved: Saved) -> Result<Self, RestoreError> {
        Ok(Self {
            limits: Limits::default(),
        })
    }
}
