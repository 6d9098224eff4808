//! What runs the replicas, and the one that only pretends to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use liveberth_core::cluster::NodeId;
use liveberth_core::control_plane::Input;
use liveberth_core::deployment::{Attempt, ReplicaId, Template};
use liveberth_core::rid::LiveDeploymentRid;
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::runtime::Handle;

/// One launch of a replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) replica: ReplicaId,
    pub(crate) attempt: Attempt,
}

/// What to launch, and where.
pub(crate) struct Launch {
    pub(crate) instance: Instance,
    pub(crate) deployment: LiveDeploymentRid,
    pub(crate) node: NodeId,
    pub(crate) devices: Vec<u32>,
    pub(crate) template: Arc<Template>,
}

/// Runs replicas. What becomes of them is told as inputs of the control plane, whenever it happens.
///
/// Every call may be repeated, and after a restart may be about replicas that were launched by the
/// process before; `(replica, attempt)` says which launch is meant.
pub(crate) trait Executor: Send {
    /// Starts a replica; `ReplicaReady` or `ReplicaExited` follows.
    fn launch(&mut self, launch: Launch);
    /// Has a replica end within `grace_ms`; `ReplicaStopped` follows.
    fn stop(&mut self, instance: Instance, grace_ms: u64);
    /// Ends a replica at once; `ReplicaStopped` follows.
    fn kill(&mut self, instance: Instance);
}

/// Where an executor tells its news.
pub(crate) type Report = Arc<dyn Fn(Input) + Send + Sync>;

/// How long simulated replicas take.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct SimulatedTimes {
    /// From launch to ready, in milliseconds. Default 2000.
    start_ms: u64,
    /// From stop to stopped, in milliseconds. Default 500.
    stop_ms: u64,
    /// From a request to its answer, in milliseconds. Default 20.
    infer_ms: u64,
}

impl Default for SimulatedTimes {
    fn default() -> Self {
        Self { start_ms: 2_000, stop_ms: 500, infer_ms: 20 }
    }
}

/// What simulated replicas serve: their output is their input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SimulatedModel {
    infer_ms: u64,
}

impl SimulatedModel {
    pub(crate) const fn new(times: SimulatedTimes) -> Self {
        Self { infer_ms: times.infer_ms }
    }

    /// The output of a replica.
    pub(crate) async fn infer(
        &self,
        replica: ReplicaId,
        input: Map<String, Value>,
    ) -> Map<String, Value> {
        tokio::time::sleep(Duration::from_millis(self.infer_ms)).await;
        tracing::debug!(replica = replica.0, "a request was answered");
        input
    }
}

/// An executor without machines: replicas get ready and stop after set times, and never fail.
///
/// It forgets everything when the process ends. A replica that it does not know is one of a process
/// before, so it is gone already.
pub(crate) struct Simulated {
    times: SimulatedTimes,
    report: Report,
    runtime: Handle,
    replicas: Arc<Mutex<BTreeMap<ReplicaId, Simulation>>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Simulation {
    attempt: Attempt,
    stopping: bool,
}

impl Simulated {
    /// An executor whose timers run on `runtime`.
    pub(crate) fn new(times: SimulatedTimes, report: Report, runtime: Handle) -> Self {
        Self { times, report, runtime, replicas: Arc::default() }
    }

    /// After `delay_ms`, tells `news` and puts the replica in its next form, unless something else
    /// became of it in the meantime.
    fn later(
        &self,
        delay_ms: u64,
        replica: ReplicaId,
        now: Simulation,
        next: Option<Simulation>,
        news: Input,
    ) {
        let replicas = Arc::clone(&self.replicas);
        let report = Arc::clone(&self.report);
        self.runtime.spawn(async move {
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            let mut replicas = locked(&replicas);
            if replicas.get(&replica) == Some(&now) {
                match next {
                    Some(next) => replicas.insert(replica, next),
                    None => replicas.remove(&replica),
                };
                report(news);
            }
        });
    }
}

impl Executor for Simulated {
    fn launch(&mut self, launch: Launch) {
        let Instance { replica, attempt } = launch.instance;
        let simulation = Simulation { attempt, stopping: false };
        let before = locked(&self.replicas).get(&replica).copied();
        if before.is_some_and(|before| before.attempt >= attempt) {
            return;
        }
        locked(&self.replicas).insert(replica, simulation);
        tracing::info!(
            replica = replica.0,
            attempt = attempt.0,
            deployment = launch.deployment.as_str(),
            node = launch.node.as_str(),
            devices = ?launch.devices,
            version = launch.template.version.as_str(),
            "replica launched"
        );
        let ready = Input::ReplicaReady { replica, attempt };
        self.later(self.times.start_ms, replica, simulation, Some(simulation), ready);
    }

    fn stop(&mut self, instance: Instance, grace_ms: u64) {
        let Instance { replica, attempt } = instance;
        let stopped = Input::ReplicaStopped { replica, attempt };
        let before = locked(&self.replicas).get(&replica).copied();
        match before {
            Some(before) if before.attempt == attempt => {
                let stopping = Simulation { attempt, stopping: true };
                locked(&self.replicas).insert(replica, stopping);
                if !before.stopping {
                    let delay_ms = self.times.stop_ms.min(grace_ms);
                    self.later(delay_ms, replica, stopping, None, stopped);
                }
            }
            _ => (self.report)(stopped),
        }
    }

    fn kill(&mut self, instance: Instance) {
        let Instance { replica, attempt } = instance;
        let mut replicas = locked(&self.replicas);
        if replicas.get(&replica).is_some_and(|known| known.attempt == attempt) {
            replicas.remove(&replica);
        }
        (self.report)(Input::ReplicaStopped { replica, attempt });
    }
}

/// The lock, whatever happened to those who held it: a map is whole between any two of its calls.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
