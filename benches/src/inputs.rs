//! Every kind of input, each with what has to happen before it so that it does what it is for.

use std::fmt;

use liveberth_core::control_plane::{ControlPlane, Effect, Effects, Input, ReplicaReport};
use liveberth_core::deployment::ReplicaState;
use liveberth_core::time::Timestamp;
use oorandom::Rand32;
use serde_json::{Value, json};

use crate::cluster::COMPUTE_GROUP;
use crate::{SEED, platform};

/// A kind of input.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What happens, in a few words.
    pub name: &'static str,
    /// Brings about that the input can happen to the deployment of that number, and says which it is.
    prepare: fn(&mut Host, usize) -> Input,
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Every kind that a host sends again and again.
pub const KINDS: [Kind; 28] = [
    kind("replica ready, after its start", ready_after_start),
    kind("replica unready", |host, it| host.about_ready(it, "replicaUnready")),
    kind("replica ready again", ready_again),
    kind("replica exited, to be tried again", |host, it| host.exit(it, true)),
    kind("replica exited for good", |host, it| host.exit(it, false)),
    kind("replica stopped", stopped),
    kind("replica stopped, and another waits", stopped_while_another_waits),
    kind("load sample, nothing follows", |_, it| load(it, 8)),
    kind("load sample, one replica more", load_that_scales_up),
    kind("load sample, one replica less", load_that_scales_down),
    kind("request for a deployment at zero", request_at_zero),
    kind("tick, nothing is due", |_, _| Input::Tick),
    kind("tick, a replica is tried again", tick_after_failure),
    kind("create", create),
    kind("replace, bounds only", |_, it| replace(it, [("minReplicas", 1), ("maxReplicas", 4)])),
    kind("replace, another template", |_, it| replace(it, [("threadCount", 16)])),
    kind("disable", |_, it| of_deployment("disable", it)),
    kind("start", start),
    kind("version published", |_, it| publish(it, 2)),
    kind("node up, a new one", |_, it| node_up(it)),
    kind("node up, the first by name", |_, it| node_up_as(&early_node(it))),
    kind("create, after a node came", create_after_node_up),
    kind("create, after the first by name came", create_after_early_node_up),
    kind("node down, one replica on it", node_down),
    kind("cordon", cordon),
    kind("move", move_to_new_node),
    kind("queue set", queue_set),
    kind("project set, one deployment in it", project_of_one),
];

const fn kind(name: &'static str, prepare: fn(&mut Host, usize) -> Input) -> Kind {
    Kind { name, prepare }
}

/// A control plane with a host that answers everything at once.
#[derive(Debug, Clone)]
pub struct Host {
    plane: ControlPlane,
    now: Timestamp,
    count: usize,
}

impl Host {
    /// A host of as many deployments that serve, each with one replica.
    pub fn new(count: usize) -> Self {
        let plane = platform::serving(&mut Rand32::new(SEED), count);
        Self { plane, now: platform::NOW, count }
    }

    /// The kind's input, once it can happen to the deployment of that number.
    pub fn prepare(&mut self, kind: Kind, deployment: usize) -> Input {
        (kind.prepare)(self, deployment)
    }

    fn step(&mut self, input: Input) -> Effects {
        self.plane.step(self.now, input).expect("the platform takes the input")
    }

    /// One step: a function of its own, so that tools can count what it takes.
    #[inline(never)]
    pub fn step_counted(&mut self, input: Input) -> Effects {
        self.step(input)
    }

    /// Carries out what a step asks for, until nothing is left to do.
    pub fn answer(&mut self, effects: Effects) {
        let mut effects: Vec<Effect> = effects.into_iter().collect();
        while let Some(effect) = effects.pop() {
            let input = match effect {
                Effect::Launch { replica, attempt, .. } => Input::ReplicaReady { replica, attempt },
                Effect::Stop { replica, attempt, .. } | Effect::Kill { replica, attempt } => {
                    Input::ReplicaStopped { replica, attempt }
                }
                _ => continue,
            };
            effects.extend(self.step(input));
        }
    }

    /// One step, with everything it asks for carried out.
    pub fn tell(&mut self, input: Input) {
        let effects = self.step(input);
        self.answer(effects);
    }

    /// As [`tell`](Self::tell), but what is launched or stopped stays so.
    fn tell_only(&mut self, input: Input) {
        let _ = self.step(input);
    }

    fn wait(&mut self, seconds: u64) {
        self.now = Timestamp::from_millis(self.now.as_millis() + seconds * 1_000);
    }

    /// The deployment's only replica in that state.
    fn replica(&self, deployment: usize, state: ReplicaState) -> ReplicaReport {
        let rid = platform::rid(deployment).parse().expect("a deployment's identifier");
        let report = self.plane.report(&rid).expect("the deployment is there");
        let mut replicas = report.replicas.into_iter();
        replicas.find(|it| it.state == state).expect("a replica in that state")
    }

    fn about(&self, deployment: usize, state: ReplicaState, event: &str) -> Input {
        let ReplicaReport { replica, attempt, .. } = self.replica(deployment, state);
        platform::input(json!({"type": event, "replica": replica, "attempt": attempt}))
    }

    fn about_ready(&self, deployment: usize, event: &str) -> Input {
        self.about(deployment, ReplicaState::Ready, event)
    }

    fn exit(&self, deployment: usize, retryable: bool) -> Input {
        let ReplicaReport { replica, attempt, .. } = self.replica(deployment, ReplicaState::Ready);
        Input::ReplicaExited { replica, attempt, reason: "out of memory".into(), retryable }
    }

    /// Creates a deployment that no other has the number of, without answering.
    fn create_another(&mut self, number: usize, project: &str) -> usize {
        let number = self.count + number;
        self.tell(platform::publish(number));
        let mut create = serde_json::to_value(platform::create(number)).expect("JSON");
        set(&mut create, "project", project.into());
        self.tell_only(platform::input(create));
        number
    }
}

fn ready_after_start(host: &mut Host, it: usize) -> Input {
    host.tell(of_deployment("disable", it));
    host.tell_only(of_deployment("start", it));
    host.about(it, ReplicaState::Starting, "replicaReady")
}

fn ready_again(host: &mut Host, it: usize) -> Input {
    host.tell_only(host.about_ready(it, "replicaUnready"));
    host.about(it, ReplicaState::Unready, "replicaReady")
}

fn stopped(host: &mut Host, it: usize) -> Input {
    host.tell_only(of_deployment("disable", it));
    // It has no requests left to finish.
    host.tell_only(load(it, 0));
    host.about(it, ReplicaState::Stopping, "replicaStopped")
}

/// In a queue with room for one.
fn stopped_while_another_waits(host: &mut Host, it: usize) -> Input {
    let (name, queue_name) = (format!("ri.compass.main.folder.{it}"), format!("queue-{it}"));
    host.tell(queue(&queue_name, 1_000));
    host.tell(project(&name, &queue_name));
    let first = host.create_another(2 * it, &name);
    host.tell(host.about(first, ReplicaState::Starting, "replicaReady"));
    host.create_another(2 * it + 1, &name);
    stopped(host, first)
}

fn load_that_scales_up(host: &mut Host, it: usize) -> Input {
    host.tell(load(it, 32));
    host.wait(60);
    load(it, 32)
}

fn load_that_scales_down(host: &mut Host, it: usize) -> Input {
    host.tell(replace(it, [("minReplicas", 2)]));
    host.tell(replace(it, [("minReplicas", 1)]));
    host.tell(load(it, 0));
    for _ in 0..30 {
        host.wait(59);
        host.tell(load(it, 0));
    }
    host.wait(30);
    load(it, 0)
}

fn request_at_zero(host: &mut Host, it: usize) -> Input {
    host.tell(replace(it, [("minReplicas", 0)]));
    for _ in 0..32 {
        host.tell(load(it, 0));
        host.wait(59);
    }
    of_deployment("requestArrived", it)
}

fn tick_after_failure(host: &mut Host, it: usize) -> Input {
    host.tell_only(host.exit(it, true));
    host.wait(10);
    Input::Tick
}

fn create(host: &mut Host, it: usize) -> Input {
    host.tell(platform::publish(host.count + it));
    platform::create(host.count + it)
}

fn create_after_node_up(host: &mut Host, it: usize) -> Input {
    let create = create(host, it);
    host.tell(node_up(it));
    create
}

fn create_after_early_node_up(host: &mut Host, it: usize) -> Input {
    let create = create(host, it);
    host.tell(node_up_as(&early_node(it)));
    create
}

fn start(host: &mut Host, it: usize) -> Input {
    host.tell(of_deployment("disable", it));
    of_deployment("start", it)
}

fn node_down(host: &mut Host, it: usize) -> Input {
    let moved = move_to_new_node(host, it);
    host.tell(moved);
    platform::input(json!({"type": "nodeDown", "node": new_node(it)}))
}

fn cordon(host: &mut Host, it: usize) -> Input {
    host.tell(node_up(it));
    platform::input(json!({"type": "cordon", "node": new_node(it), "on": true}))
}

fn move_to_new_node(host: &mut Host, it: usize) -> Input {
    host.tell(node_up(it));
    let replica = host.replica(it, ReplicaState::Ready).replica;
    platform::input(json!({"type": "move", "replica": replica, "to": new_node(it)}))
}

fn queue_set(host: &mut Host, it: usize) -> Input {
    let id = format!("queue-{it}");
    host.tell(queue(&id, 1_000));
    queue(&id, 2_000)
}

fn project_of_one(host: &mut Host, it: usize) -> Input {
    let name = format!("ri.compass.main.folder.{it}");
    host.tell(project(&name, "cpu"));
    host.create_another(it, &name);
    host.tell(queue("other", 1_000_000));
    project(&name, "other")
}

fn of_deployment(kind: &str, number: usize) -> Input {
    platform::input(json!({"type": kind, "rid": platform::rid(number)}))
}

fn load(number: usize, running: u64) -> Input {
    platform::input(json!({
        "type": "loadSample", "rid": platform::rid(number), "running": running, "queued": 0,
        "inFlight": [],
    }))
}

/// The usual configuration with other members.
fn replace<const N: usize>(number: usize, members: [(&str, u32); N]) -> Input {
    let mut configuration = platform::configuration(1);
    members.into_iter().for_each(|(name, value)| set(&mut configuration, name, value.into()));
    platform::input(json!({
        "type": "replace", "rid": platform::rid(number), "configuration": configuration,
    }))
}

fn set(object: &mut Value, member: &str, value: Value) {
    object.as_object_mut().expect("an object").insert(member.to_owned(), value);
}

fn publish(number: usize, sequence: u64) -> Input {
    platform::input(json!({
        "type": "versionPublished", "target": platform::target(number), "sequence": sequence,
        "version": format!("ri.models.main.model-version.{number}-{sequence}"),
    }))
}

/// After the others by name.
fn new_node(number: usize) -> String {
    format!("node-new-{number:05}")
}

/// Before the others by name, and before those that came so earlier.
fn early_node(number: usize) -> String {
    format!("early-node-{:06}", 999_999_usize.saturating_sub(number))
}

fn node_up(number: usize) -> Input {
    node_up_as(&new_node(number))
}

fn node_up_as(id: &str) -> Input {
    platform::input(json!({
        "type": "nodeUp",
        "node": {
            "id": id, "computeGroup": COMPUTE_GROUP, "cpu": 1_000,
            "memory": 1_u64 << 30, "gpus": [],
        },
    }))
}

fn queue(id: &str, limit: u64) -> Input {
    platform::input(json!({
        "type": "queueSet",
        "queue": {"id": id, "kind": "VCPU", "limit": limit, "computeGroups": [COMPUTE_GROUP]},
    }))
}

fn project(project: &str, queue: &str) -> Input {
    platform::input(json!({"type": "projectSet", "project": project, "queues": {"vcpu": queue}}))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_of_input_changes_something_but_for_a_tick_before_its_time() {
        let host = Host::new(20);
        for kind in KINDS {
            let mut host = host.clone();
            for deployment in [3, 7, 11] {
                let input = host.prepare(kind, deployment);
                let before = host.plane.clone();
                let effects = host.step(input);
                let is_idle = kind.name == "tick, nothing is due";
                assert_eq!(host.plane == before, is_idle, "{kind:?}: {effects:?}");
                host.answer(effects);
            }
        }
    }

    #[test]
    fn the_kinds_that_need_another_replica_launch_one() {
        let host = Host::new(20);
        let launches = |kind: Kind| {
            let mut host = host.clone();
            let input = host.prepare(kind, 5);
            host.step(input).iter().any(|effect| matches!(effect, Effect::Launch { .. }))
        };
        let launching: Vec<&str> =
            KINDS.into_iter().filter(|kind| launches(*kind)).map(|kind| kind.name).collect();
        let expected = [
            "replica stopped, and another waits",
            "load sample, one replica more",
            "request for a deployment at zero",
            "tick, a replica is tried again",
            "create",
            "replace, another template",
            "start",
            "version published",
            "create, after a node came",
            "create, after the first by name came",
            "node down, one replica on it",
            "move",
        ];
        assert_eq!(launching, expected);
    }

    #[test]
    fn no_two_kinds_have_one_name() {
        assert_eq!(BTreeSet::from(KINDS.map(|kind| kind.name)).len(), KINDS.len());
    }
}
