//! A virtual world for scenarios: a clock that the test moves, and a host that carries effects out
//! as the test tells it. After every step everything that must always hold is checked.

use std::collections::{BTreeMap, BTreeSet};

use liveberth_core::api::{DeploymentState, DirectTarget, LiveDeployment};
use liveberth_core::cluster::NodeSpec;
use liveberth_core::config::RuntimeConfiguration;
use liveberth_core::control_plane::{
    ControlPlane, DeploymentReport, Effect, InFlight, Input, LogEvent, StepError,
};
use liveberth_core::deployment::{Attempt, LifecyclePolicy, Reason, ReplicaId, ReplicaState};
use liveberth_core::limits::Limits;
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::queue::{AdmissionOrder, QueueSpec};
use liveberth_core::rid::LiveDeploymentRid;
use liveberth_core::time::Timestamp;
use serde_json::{Value, json};

pub(crate) const SECOND: u64 = 1_000;
pub(crate) const MINUTE: u64 = 60 * SECOND;

pub(crate) struct World {
    pub(crate) plane: ControlPlane,
    pub(crate) now: Timestamp,
    /// Every effect so far.
    pub(crate) effects: Vec<Effect>,
    /// Every input so far, for replay.
    journal: Vec<(Timestamp, Input)>,
    first: ControlPlane,
    launched: BTreeSet<(ReplicaId, Attempt)>,
    versions: u64,
}

/// The project that pays for every deployment of [`World::create`].
pub(crate) const PROJECT: &str = "ri.projects.main.project.p";

/// The configuration with these members.
pub(crate) fn configuration(document: Value) -> RuntimeConfiguration {
    let mut whole = json!({
        "minReplicas": 1, "maxReplicas": 3, "cpu": 1, "memory": "1GiB",
        "sources": [], "environmentVariables": {},
    });
    for (name, value) in document.as_object().unwrap() {
        whole[name] = value.clone();
    }
    serde_json::from_value(whole).unwrap()
}

pub(crate) fn rid(name: &str) -> LiveDeploymentRid {
    LiveDeploymentRid::new(&format!("ri.foundry-ml-live.main.live-deployment.{name}")).unwrap()
}

pub(crate) fn target(branch: &str) -> DirectTarget {
    let model_rid = "ri.models.main.model.m".parse().unwrap();
    DirectTarget { model_rid, branch: branch.into() }
}

impl World {
    /// A world with no nodes; the project has a vCPU queue of 4 cores and a vGPU queue of 4 GPUs.
    pub(crate) fn empty() -> Self {
        Self::with_policy(LifecyclePolicy::default())
    }

    pub(crate) fn with_policy(policy: LifecyclePolicy) -> Self {
        Self::with_policies(policy, PlacementPolicy::BestFit)
    }

    pub(crate) fn with_policies(policy: LifecyclePolicy, placement: PlacementPolicy) -> Self {
        let plane = ControlPlane::new(Limits::default(), policy, placement).unwrap();
        let mut world = Self {
            first: plane.clone(),
            plane,
            now: Timestamp::from_millis(1_000_000),
            effects: Vec::new(),
            journal: Vec::new(),
            launched: BTreeSet::new(),
            versions: 0,
        };
        world.queue("cpu", "VCPU", 4_000, &["cpu-nodes"]);
        world.queue("gpu", "VGPU", 4, &["gpu-nodes"]);
        world.project(PROJECT, json!({"vcpu": "cpu", "vgpu": "gpu"}));
        world
    }

    /// The same with one node of 8 cores and one of 4 T4.
    pub(crate) fn with_nodes() -> Self {
        let mut world = Self::empty();
        world.node("cpu-1", "cpu-nodes", 8_000, &[]);
        world.node("gpu-1", "gpu-nodes", 32_000, &["T4", "T4", "T4", "T4"]);
        world
    }

    pub(crate) fn queue(&mut self, id: &str, kind: &str, limit: u64, groups: &[&str]) {
        self.step(from(json!({
            "type": "queueSet",
            "queue": {"id": id, "kind": kind, "limit": limit, "computeGroups": groups},
        })));
    }

    pub(crate) fn project(&mut self, project: &str, queues: Value) {
        let project_set = json!({"type": "projectSet", "project": project, "queues": queues});
        self.step(from(project_set));
    }

    pub(crate) fn best_effort(&mut self, id: &str) {
        let mut queue: QueueSpec = self.queue_spec(id);
        queue.order = AdmissionOrder::BestEffort;
        self.step(Input::QueueSet { queue });
    }

    pub(crate) fn queue_spec(&self, id: &str) -> QueueSpec {
        self.plane.queues().into_iter().find(|it| it.queue.id.as_str() == id).unwrap().queue
    }

    /// How many wait ahead of the deployment's oldest waiting replica.
    pub(crate) fn ahead_of(&self, rid: &LiveDeploymentRid) -> u64 {
        self.report(rid).waiting.unwrap().position.unwrap().ahead
    }

    pub(crate) fn node(&mut self, id: &str, group: &str, cpu: u64, gpus: &[&str]) {
        let node: NodeSpec = serde_json::from_value(json!({
            "id": id, "computeGroup": group, "cpu": cpu, "memory": 256_u64 << 30, "gpus": gpus,
        }))
        .unwrap();
        self.step(Input::NodeUp { node });
    }

    /// Publishes another version on the branch.
    pub(crate) fn publish(&mut self, branch: &str) {
        self.versions += 1;
        let version = format!("ri.models.main.model-version.v{}", self.versions).parse().unwrap();
        let sequence = self.versions;
        self.step(Input::VersionPublished { target: target(branch), version, sequence });
    }

    /// Creates a deployment of the same name's branch.
    pub(crate) fn create(&mut self, name: &str, document: Value) -> LiveDeploymentRid {
        self.publish(name);
        let rid = rid(name);
        self.step(Input::Create {
            rid: rid.clone(),
            project: PROJECT.parse().unwrap(),
            target: target(name),
            configuration: configuration(document),
        });
        rid
    }

    pub(crate) fn replace(&mut self, rid: &LiveDeploymentRid, document: Value) {
        self.step(Input::Replace { rid: rid.clone(), configuration: configuration(document) });
    }

    pub(crate) fn disable(&mut self, rid: &LiveDeploymentRid) {
        self.step(Input::Disable { rid: rid.clone() });
    }

    pub(crate) fn start(&mut self, rid: &LiveDeploymentRid) {
        self.step(Input::Start { rid: rid.clone() });
    }

    /// Takes a step that must be accepted.
    pub(crate) fn step(&mut self, input: Input) -> Vec<Effect> {
        self.try_step(input).unwrap()
    }

    /// Takes a step and checks everything that must always hold.
    pub(crate) fn try_step(&mut self, input: Input) -> Result<Vec<Effect>, StepError> {
        let before = self.plane.clone();
        let result = self.plane.step(self.now, input.clone());
        let Ok(effects) = result else {
            assert_eq!(self.plane, before, "an error leaves everything as it was");
            return Err(result.unwrap_err());
        };
        self.journal.push((self.now, input.clone()));
        if let Err(problem) = self.plane.check_invariants() {
            panic!("{problem} after {input:?}");
        }
        let next_wake = self.plane.next_wake();
        assert!(next_wake.is_none_or(|at| at > self.plane.now()), "a wake-up in the past");
        self.check_change(&before, &input);
        let effects: Vec<Effect> = effects.into_iter().collect();
        for effect in &effects {
            self.check_effect(effect);
        }
        self.effects.extend(effects.iter().cloned());
        Ok(effects)
    }

    /// S1, S5, S11, S12 and S14: what compares before and after.
    fn check_change(&self, before: &ControlPlane, input: &Input) {
        let usage = |plane: &ControlPlane| -> BTreeMap<String, (u64, u64)> {
            let queues = plane.queues().into_iter();
            queues.map(|it| (it.queue.id.to_string(), (it.usage, it.queue.limit))).collect()
        };
        let earlier = usage(before);
        for (id, (used, limit)) in usage(&self.plane) {
            let grew = used > earlier.get(&id).map_or(0, |(used, _)| *used);
            assert!(!grew || used <= limit, "S1: queue {id} was overfilled");
        }
        for deployment in before.deployments() {
            let old = before.report(&deployment.rid).unwrap();
            let new = self.plane.report(&deployment.rid).unwrap();
            assert!(new.generation >= old.generation, "S12: a generation went back");
            let states: BTreeMap<_, _> = new.replicas.iter().map(|it| (it.replica, it)).collect();
            for replica in &old.replicas {
                let Some(later) = states.get(&replica.replica) else {
                    continue;
                };
                assert!(later.attempt >= replica.attempt, "S12: an attempt went back");
                let leaving = [ReplicaState::Draining, ReplicaState::Stopping];
                let left = leaving.contains(&replica.state) && !leaving.contains(&later.state);
                assert!(!left, "S14: a leaving replica came back");
            }
            let retired = old.replicas.iter().filter(|it| {
                it.state == ReplicaState::Ready
                    && states.get(&it.replica).is_some_and(|it| it.state == ReplicaState::Draining)
            });
            let is_tick = matches!(input, Input::Tick);
            let is_disable = matches!(input, Input::Disable { .. });
            let kept = new.desired_replicas.min(old.ready_replicas);
            let swapped = is_tick && (old.ready_replicas >= 2 || self.allows_downtime());
            let short = new.ready_replicas < kept;
            assert!(
                retired.count() == 0 || !short || is_disable || swapped,
                "S5: a ready replica was retired too early by {input:?}"
            );
        }
    }

    fn allows_downtime(&self) -> bool {
        let saved = serde_json::to_value(self.plane.save()).unwrap();
        saved["policy"]["allowDowntimeSwap"] == true
    }

    /// S13: one launch an attempt, and only of what is there.
    fn check_effect(&mut self, effect: &Effect) {
        let Effect::Launch { replica, attempt, deployment, .. } = effect else {
            return;
        };
        assert!(self.launched.insert((*replica, *attempt)), "S13: launched twice");
        let report = self.plane.report(deployment).unwrap();
        let current = report.replicas.iter().find(|it| it.replica == *replica).unwrap();
        assert_eq!((current.state, current.attempt), (ReplicaState::Starting, *attempt), "S13");
    }

    /// Lets time pass, waking up whenever the control plane asks for it.
    pub(crate) fn pass(&mut self, millis: u64) {
        let end = self.now.saturating_add(millis);
        while let Some(wake) = self.plane.next_wake().filter(|wake| *wake <= end) {
            self.now = self.now.max(wake);
            self.step(Input::Tick);
        }
        self.now = end;
    }

    /// Replicas of a deployment in a state, in the order of their identifiers.
    pub(crate) fn replicas(
        &self,
        rid: &LiveDeploymentRid,
        state: ReplicaState,
    ) -> Vec<(ReplicaId, Attempt)> {
        let report = self.report(rid);
        let replicas = report.replicas.iter().filter(|replica| replica.state == state);
        replicas.map(|replica| (replica.replica, replica.attempt)).collect()
    }

    /// Every starting replica gets ready.
    pub(crate) fn get_ready(&mut self, rid: &LiveDeploymentRid) {
        for (replica, attempt) in self.replicas(rid, ReplicaState::Starting) {
            self.step(Input::ReplicaReady { replica, attempt });
        }
    }

    /// The first replica in the state exits; another attempt may help.
    pub(crate) fn crash(&mut self, rid: &LiveDeploymentRid, state: ReplicaState) {
        let (replica, attempt) = self.replicas(rid, state)[0];
        self.exit(replica, attempt, true);
    }

    pub(crate) fn exit(&mut self, replica: ReplicaId, attempt: Attempt, retryable: bool) {
        let reason = "exit code 1".into();
        self.step(Input::ReplicaExited { replica, attempt, reason, retryable });
    }

    /// Draining replicas finish their requests, and every stop is confirmed.
    pub(crate) fn finish_stopping(&mut self, rid: &LiveDeploymentRid) {
        self.sample(rid, 0, 0);
        self.confirm_stops(rid);
    }

    /// Every stop is confirmed.
    pub(crate) fn confirm_stops(&mut self, rid: &LiveDeploymentRid) {
        for (replica, attempt) in self.replicas(rid, ReplicaState::Stopping) {
            self.step(Input::ReplicaStopped { replica, attempt });
        }
    }

    /// Nothing in flight on any one replica, but so much in all.
    pub(crate) fn sample(&mut self, rid: &LiveDeploymentRid, running: u64, queued: u64) {
        self.step(Input::LoadSample { rid: rid.clone(), running, queued, in_flight: Vec::new() });
    }

    pub(crate) fn sample_in_flight(
        &mut self,
        rid: &LiveDeploymentRid,
        running: u64,
        in_flight: &[(ReplicaId, u32)],
    ) {
        let in_flight =
            in_flight.iter().map(|&(replica, requests)| InFlight { replica, requests }).collect();
        self.step(Input::LoadSample { rid: rid.clone(), running, queued: 0, in_flight });
    }

    /// Brings replicas up and old ones down until nothing moves.
    pub(crate) fn let_it_settle(&mut self, rid: &LiveDeploymentRid) {
        for _ in 0..100 {
            let before = self.plane.clone();
            self.get_ready(rid);
            self.finish_stopping(rid);
            if self.report(rid).replicas == before.report(rid).unwrap().replicas {
                return;
            }
        }
        panic!("it never settles: {:#?}", self.report(rid));
    }

    pub(crate) fn report(&self, rid: &LiveDeploymentRid) -> DeploymentReport {
        self.plane.report(rid).unwrap()
    }

    pub(crate) fn api(&self, rid: &LiveDeploymentRid) -> LiveDeployment {
        self.plane.deployment(rid).unwrap()
    }

    /// State, isReady and reason.
    pub(crate) fn status(&self, rid: &LiveDeploymentRid) -> (DeploymentState, bool, Reason) {
        let report = self.report(rid);
        (report.status.state, report.status.is_ready, report.reason)
    }

    pub(crate) fn usage(&self, queue: &str) -> u64 {
        self.plane.queues().into_iter().find(|it| it.queue.id.as_str() == queue).unwrap().usage
    }

    pub(crate) fn stale_events(&self) -> usize {
        let is_stale =
            |effect: &&Effect| matches!(effect, Effect::Log { event: LogEvent::StaleEvent { .. } });
        self.effects.iter().filter(is_stale).count()
    }
}

impl Drop for World {
    /// S9: the same inputs have the same effects, byte for byte, also if the state is saved and
    /// restored in between.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let mut replayed = self.first.clone();
        let mut effects = Vec::new();
        for (now, input) in &self.journal {
            let saved = serde_json::to_string(&replayed.save()).unwrap();
            replayed = ControlPlane::restore(serde_json::from_str(&saved).unwrap()).unwrap();
            assert_eq!(serde_json::to_string(&replayed.save()).unwrap(), saved);
            let input = serde_json::to_string(input).unwrap();
            let input: Input = serde_json::from_str(&input).unwrap();
            effects.extend(replayed.step(*now, input).unwrap());
        }
        assert_eq!(replayed, self.plane);
        assert_eq!(
            serde_json::to_string(&effects).unwrap(),
            serde_json::to_string(&self.effects).unwrap()
        );
    }
}

/// The input with this JSON form.
pub(crate) fn from(document: Value) -> Input {
    serde_json::from_value(document).unwrap()
}
