//! What the core says and does, held against the specification after every step.

use std::collections::BTreeMap;

use liveberth_core::control_plane::{ControlPlane, Effect, Input};
use liveberth_core::deployment::ReplicaState;
use liveberth_core::limits::Limits;
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::rid::LiveDeploymentRid;
use liveberth_core::time::Timestamp;
use serde_json::json;

use super::happenings::{
    Happening, PROJECT, name, node_name, queue_name, queue_set, target_of, version_name,
};
use super::state::{Action, Specification};
use crate::world::{from, rid};

/// The core, and how it got where it is.
#[derive(Debug)]
pub(super) struct Core {
    plane: ControlPlane,
    first: ControlPlane,
    journal: Vec<(Timestamp, Input)>,
    /// Every effect so far, as JSON.
    effects: Vec<String>,
    /// What the last step told the host to do.
    actions: Vec<Action>,
    routes: BTreeMap<LiveDeploymentRid, Vec<(liveberth_core::deployment::ReplicaId, u64, u64)>>,
}

impl Core {
    pub(super) fn founded(specification: &Specification) -> Self {
        let policy = specification.policy.clone();
        let plane = ControlPlane::new(Limits::default(), policy, PlacementPolicy::FirstFit);
        let mut plane = plane.unwrap();
        let queues = specification.queues.iter().map(|it| queue_set(it.kind, it.limit, it.order));
        let nodes = specification.nodes.iter().enumerate().filter(|(_, it)| it.up);
        let versions = specification.published.iter().map(|(deployment, version)| {
            json!({
                "type": "versionPublished", "target": target_of(*deployment),
                "version": version_name(*version), "sequence": version,
            })
        });
        let project = json!({
            "type": "projectSet", "project": PROJECT, "queues": {"vcpu": "cpu", "vgpu": "gpu"},
        });
        let inputs = queues.chain([project]);
        let inputs = inputs.chain(nodes.map(|(at, _)| specification.node_up(at))).chain(versions);
        for input in inputs {
            let _ = plane.step(Timestamp::from_millis(specification.now), from(input)).unwrap();
        }
        Self {
            first: plane.clone(),
            plane,
            journal: Vec::new(),
            effects: Vec::new(),
            actions: Vec::new(),
            routes: BTreeMap::new(),
        }
    }

    /// Takes the step that the specification has taken.
    pub(super) fn step(&mut self, happening: &Happening, specification: &Specification) {
        let before = self.plane.clone();
        let now = happening.told_at(before.now());
        let input = happening.what.input(specification);
        let result = self.plane.step(now, input.clone());
        assert_eq!(result.is_err(), specification.is_refused, "{result:?}");
        self.actions.clear();
        let Ok(effects) = result else {
            assert_eq!(self.plane, before, "an error changed something");
            return;
        };
        let mut restored = ControlPlane::restore(before.save()).unwrap();
        assert_eq!(restored.step(now, input.clone()).as_ref(), Ok(&effects), "after restore");
        assert_eq!(restored, self.plane, "after restore");
        self.plane.check_invariants().unwrap();
        self.journal.push((now, input));
        self.effects.push(serde_json::to_string(&effects).unwrap());
        for effect in effects {
            self.carry_out(effect);
        }
        self.actions.sort_unstable();
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Launch { replica, attempt, .. } => {
                self.actions.push(Action::Launch(replica, attempt));
            }
            Effect::Stop { replica, attempt, .. } => {
                self.actions.push(Action::Stop(replica, attempt));
            }
            Effect::Kill { replica, attempt } => self.actions.push(Action::Kill(replica, attempt)),
            Effect::SetRoutes { deployment, routes } => {
                let routes = routes.iter();
                let route = |it: &liveberth_core::control_plane::Route| {
                    (it.replica, it.priority.into(), it.max_in_flight.into())
                };
                self.routes.insert(deployment, routes.map(route).collect());
            }
            Effect::Status { .. } | Effect::Log { .. } => {}
        }
    }

    pub(super) fn agrees_with(&self, specification: &Specification) {
        let mut expected = specification.actions.clone();
        expected.sort_unstable();
        assert_eq!(self.actions, expected, "what the host is told to do");
        assert_eq!(self.plane.deployments().len(), specification.deployments.len());
        for number in specification.deployments.keys() {
            self.agrees_on(*number, specification);
        }
        for (queue, report) in specification.queues.iter().zip(self.plane.queues()) {
            assert_eq!(report.queue.id.as_str(), queue_name(queue.kind));
            let unit = if queue_name(queue.kind) == "cpu" { 1_000 } else { 1 };
            assert_eq!(report.usage, unit * specification.usage(queue), "usage");
            let waiting = u64::try_from(specification.waiting(queue).len()).unwrap();
            assert_eq!(report.waiting, waiting, "waiting");
        }
    }

    fn agrees_on(&self, number: usize, specification: &Specification) {
        let rid = rid(&name(number));
        let (report, api) =
            (self.plane.report(&rid).unwrap(), self.plane.deployment(&rid).unwrap());
        let expected = &specification.deployments[&number];
        let said = report.replicas.iter().map(|it| {
            let node = it.placement.as_ref().map(|it| it.node.to_string());
            let retry_at = it.retry_at.map(Timestamp::as_millis);
            let since = it.since.as_millis();
            (it.replica, it.generation, it.attempt, it.state, since, it.restarts, retry_at, node)
        });
        let meant = expected.replicas.iter().map(|it| {
            let retry_at = (it.state == ReplicaState::Backoff).then_some(it.backoff_until);
            let node = it.node.map(node_name);
            (it.id, it.generation, it.attempt, it.state, it.since, it.restarts, retry_at, node)
        });
        assert_eq!(said.collect::<Vec<_>>(), meant.collect::<Vec<_>>(), "replicas of {number}");
        let said = (report.desired_replicas.into(), report.generation, report.failures_in_a_row);
        let streak = u32::try_from(expected.streak).unwrap();
        assert_eq!(said, (expected.desired, expected.generation, streak), "numbers of {number}");
        let (state, is_ready, reasons) = specification.status(number);
        assert_eq!((report.status.state, report.status.is_ready), (state, is_ready), "{number}");
        assert!(reasons.contains(&report.reason), "{number}: {:?}, {reasons:?}", report.reason);
        let version = version_name(expected.reported_version);
        assert_eq!(api.model_version.model_version_rid.as_str(), version, "version of {number}");
        let routes = self.routes.get(&rid).cloned().unwrap_or_default();
        assert_eq!(routes, specification.routes(number), "routes of {number}");
    }

    /// S9: the journal leads to the same state, byte for byte, with the same effects.
    pub(super) fn replays(&self) {
        let mut replayed = self.first.clone();
        let effects = self.journal.iter().map(|(now, input)| {
            let saved = serde_json::to_string(&replayed.save()).unwrap();
            replayed = ControlPlane::restore(serde_json::from_str(&saved).unwrap()).unwrap();
            let effects = replayed.step(*now, input.clone()).unwrap();
            serde_json::to_string(&effects).unwrap()
        });
        assert_eq!(effects.collect::<Vec<_>>(), self.effects);
        let bytes = |plane: &ControlPlane| serde_json::to_string(&plane.save()).unwrap();
        assert_eq!(bytes(&replayed), bytes(&self.plane));
    }
}
