//! At constant demand the number of replicas moves in one direction only, and stops.

use std::collections::BTreeMap;

use liveberth_core::config::RuntimeConfiguration;
use liveberth_core::control_plane::{ControlPlane, Effect, Input};
use liveberth_core::deployment::LifecyclePolicy;
use liveberth_core::limits::Limits;
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::rid::LiveDeploymentRid;
use liveberth_core::time::Timestamp;
use serde_json::json;

use crate::world::{SECOND, configuration, from, rid, target};

/// A demand that does not change, and the deployment that meets it.
#[derive(Debug, Clone, Copy)]
struct Case {
    /// Requests, running or waiting.
    jobs: u64,
    threads: u64,
    replicas_at_first: u32,
    threshold: f64,
    start_ms: u64,
}

struct Run {
    case: Case,
    plane: ControlPlane,
    rid: LiveDeploymentRid,
    now: Timestamp,
    /// When which launch gets ready.
    starting: BTreeMap<(Timestamp, u64), Input>,
    desired: Vec<u32>,
}

impl Run {
    fn new(case: Case, policy: LifecyclePolicy) -> Self {
        let plane =
            ControlPlane::new(Limits::default(), policy, PlacementPolicy::FirstFit).unwrap();
        let rid = rid("a");
        let now = Timestamp::from_millis(SECOND);
        let mut run =
            Self { case, plane, rid, now, starting: BTreeMap::new(), desired: Vec::new() };
        let project = "ri.projects.main.project.p";
        for input in [
            json!({"type": "nodeUp", "node": {
                "id": "n", "computeGroup": "g", "cpu": 100_000, "memory": 1_u64 << 40,
            }}),
            json!({"type": "queueSet", "queue": {
                "id": "q", "kind": "VCPU", "limit": 100_000, "computeGroups": ["g"],
            }}),
            json!({"type": "projectSet", "project": project, "queues": {"vcpu": "q"}}),
            json!({"type": "versionPublished", "target": target("a"), "sequence": 1,
                "version": "ri.models.main.model-version.1"}),
        ] {
            run.step(from(input));
        }
        let (rid, project) = (run.rid.clone(), project.parse().unwrap());
        let at_first = run.configuration(case.replicas_at_first, case.replicas_at_first);
        run.step(Input::Create {
            rid: rid.clone(),
            project,
            target: target("a"),
            configuration: at_first,
        });
        while let Some((_, input)) = run.starting.pop_first() {
            run.step(input);
        }
        let configuration = run.configuration(0, 8);
        run.step(Input::Replace { rid, configuration });
        run.desired.clear();
        run
    }

    fn configuration(&self, least: u32, most: u32) -> RuntimeConfiguration {
        let seconds = |value: u32| json!({"value": value, "unit": "SECONDS"});
        configuration(json!({
            "minReplicas": least, "maxReplicas": most, "threadCount": self.case.threads,
            "scalingConfiguration": {
                "scaleUpLoadThreshold": self.case.threshold,
                "scaleUpDelay": seconds(60), "scaleDownDelay": seconds(1_800),
            },
        }))
    }

    fn step(&mut self, input: Input) {
        for effect in self.plane.step(self.now, input).unwrap() {
            match effect {
                Effect::Launch { replica, attempt, .. } => {
                    let at = self.now.saturating_add(self.case.start_ms);
                    let ready = Input::ReplicaReady { replica, attempt };
                    self.starting.insert((at, replica.0), ready);
                }
                Effect::Stop { replica, attempt, .. } => {
                    self.step(Input::ReplicaStopped { replica, attempt });
                }
                _ => {}
            }
        }
    }

    fn sample(&mut self) {
        let report = self.plane.report(&self.rid).unwrap();
        let running = self.case.jobs.min(u64::from(report.ready_replicas) * self.case.threads);
        let queued = self.case.jobs - running;
        if report.desired_replicas == 0 && queued > 0 {
            self.step(Input::RequestArrived { rid: self.rid.clone() });
        }
        let rid = self.rid.clone();
        self.step(Input::LoadSample { rid, running, queued, in_flight: Vec::new() });
        self.desired.push(self.plane.report(&self.rid).unwrap().desired_replicas);
    }

    /// Lets so much time pass: replicas get ready, the clock rings, the load is told each minute.
    fn pass(&mut self, millis: u64) {
        let end = self.now.saturating_add(millis);
        let mut sample_at = self.now;
        while self.now < end {
            let ready_at = self.starting.first_key_value().map(|((at, _), _)| *at);
            let wake = self.plane.next_wake();
            let next = [ready_at, wake].into_iter().flatten().chain([sample_at]).min().unwrap();
            self.now = self.now.max(next);
            if ready_at == Some(next) {
                let (_, ready) = self.starting.pop_first().unwrap();
                self.step(ready);
            } else if wake == Some(next) {
                self.step(Input::Tick);
            } else {
                self.sample();
                sample_at = self.now.saturating_add(60 * SECOND);
            }
        }
    }

    fn turns_back(&self) -> bool {
        let moves: Vec<bool> = self
            .desired
            .windows(2)
            .filter(|pair| pair[0] != pair[1])
            .map(|pair| pair[0] < pair[1])
            .collect();
        moves.windows(2).any(|pair| pair[0] != pair[1])
    }
}

#[test]
fn a_constant_demand_never_makes_the_number_turn_back() {
    let mut cases = 0;
    for jobs in 0..41 {
        for threads in [1, 4, 8] {
            for replicas_at_first in [1, 3, 8] {
                for threshold in [0.5, 0.75, 0.9, 1.0] {
                    for start_ms in [10 * SECOND, 120 * SECOND, 600 * SECOND] {
                        let case = Case { jobs, threads, replicas_at_first, threshold, start_ms };
                        let mut run = Run::new(case, LifecyclePolicy::default());
                        run.pass(16_000 * SECOND);
                        assert!(!run.turns_back(), "{case:?}: {:?}", run.desired);
                        cases += 1;
                    }
                }
            }
        }
    }
    assert_eq!(cases, 4_428);
}

#[test]
fn without_the_guard_it_turns_back_for_ever() {
    let policy = LifecyclePolicy { scale_down_guard: false, ..LifecyclePolicy::default() };
    let case =
        Case { jobs: 7, threads: 4, replicas_at_first: 1, threshold: 0.75, start_ms: 120 * SECOND };
    let mut run = Run::new(case, policy);
    run.pass(16_000 * SECOND);
    assert!(run.turns_back(), "{:?}", run.desired);
}
