//! The deployment table: what each event makes of a deployment, by the state that it shows.

use liveberth_core::api::DeploymentState::{self, Active, Degraded, Disabled, Failed, Starting};
use liveberth_core::control_plane::Input;
use liveberth_core::deployment::ReplicaState;
use liveberth_core::rid::LiveDeploymentRid;
use serde_json::{Value, json};

use crate::world::{MINUTE, SECOND, World};

/// What a deployment shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Off,
    Coming,
    Serving,
    Resting,
    Sick,
    Broken,
}

use Shown::*;

const STATES: [Shown; 6] = [Off, Coming, Serving, Resting, Sick, Broken];

/// What happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Start,
    ReplaceTemplate,
    ReplaceBounds,
    Disable,
    VersionPublished,
    FirstReady,
    LastReadyLost,
    Deadline,
    ScaledToZero,
    RequestArrived,
    QueueFull,
}

use Event::*;

const EVENTS: [Event; 11] = [
    Start,
    ReplaceTemplate,
    ReplaceBounds,
    Disable,
    VersionPublished,
    FirstReady,
    LastReadyLost,
    Deadline,
    ScaledToZero,
    RequestArrived,
    QueueFull,
];

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// This state, ready or not, in the generation that it had.
    Shows(DeploymentState, bool),
    /// The same in a new generation.
    Rolls(DeploymentState, bool),
    /// The event cannot happen there.
    Impossible,
}

use Outcome::*;

pub(crate) const TABLE: [(Shown, [(Event, Outcome); 11]); 6] = [
    (
        Off,
        [
            (Start, Shows(Starting, false)),
            (ReplaceTemplate, Shows(Disabled, false)),
            (ReplaceBounds, Shows(Disabled, false)),
            (Disable, Shows(Disabled, false)),
            (VersionPublished, Shows(Disabled, false)),
            (FirstReady, Impossible),
            (LastReadyLost, Impossible),
            (Deadline, Shows(Disabled, false)),
            (ScaledToZero, Impossible),
            (RequestArrived, Shows(Disabled, false)),
            (QueueFull, Shows(Disabled, false)),
        ],
    ),
    (
        Coming,
        [
            (Start, Shows(Starting, false)),
            (ReplaceTemplate, Rolls(Starting, false)),
            (ReplaceBounds, Shows(Starting, false)),
            (Disable, Shows(Disabled, false)),
            (VersionPublished, Rolls(Starting, false)),
            (FirstReady, Shows(Active, true)),
            (LastReadyLost, Impossible),
            (Deadline, Shows(Failed, false)),
            (ScaledToZero, Impossible),
            (RequestArrived, Shows(Starting, false)),
            (QueueFull, Shows(Starting, false)),
        ],
    ),
    (
        Serving,
        [
            (Start, Shows(Active, true)),
            (ReplaceTemplate, Rolls(Active, true)),
            (ReplaceBounds, Shows(Active, true)),
            (Disable, Shows(Disabled, false)),
            (VersionPublished, Rolls(Active, true)),
            (FirstReady, Impossible),
            (LastReadyLost, Shows(Starting, false)),
            (Deadline, Shows(Active, true)),
            (ScaledToZero, Shows(Active, false)),
            (RequestArrived, Shows(Active, true)),
            (QueueFull, Shows(Active, true)),
        ],
    ),
    (
        Resting,
        [
            (Start, Shows(Active, false)),
            (ReplaceTemplate, Rolls(Active, false)),
            (ReplaceBounds, Shows(Active, false)),
            (Disable, Shows(Disabled, false)),
            (VersionPublished, Rolls(Active, false)),
            (FirstReady, Shows(Active, true)),
            (LastReadyLost, Impossible),
            (Deadline, Shows(Active, false)),
            (ScaledToZero, Impossible),
            (RequestArrived, Shows(Active, false)),
            (QueueFull, Shows(Active, false)),
        ],
    ),
    (
        Sick,
        [
            (Start, Shows(Degraded, true)),
            (ReplaceTemplate, Rolls(Active, true)),
            (ReplaceBounds, Shows(Degraded, true)),
            (Disable, Shows(Disabled, false)),
            (VersionPublished, Rolls(Active, true)),
            (FirstReady, Shows(Active, true)),
            (LastReadyLost, Shows(Starting, false)),
            (Deadline, Shows(Degraded, true)),
            (ScaledToZero, Impossible),
            (RequestArrived, Shows(Degraded, true)),
            (QueueFull, Shows(Degraded, true)),
        ],
    ),
    (
        Broken,
        [
            (Start, Shows(Starting, false)),
            (ReplaceTemplate, Rolls(Starting, false)),
            (ReplaceBounds, Shows(Failed, false)),
            (Disable, Shows(Disabled, false)),
            (VersionPublished, Rolls(Starting, false)),
            (FirstReady, Shows(Active, true)),
            (LastReadyLost, Impossible),
            (Deadline, Shows(Failed, false)),
            (ScaledToZero, Impossible),
            (RequestArrived, Shows(Failed, false)),
            (QueueFull, Shows(Failed, false)),
        ],
    ),
];

fn configuration(shown: Shown) -> Value {
    let least = match shown {
        Serving | Resting => 0,
        Sick => 2,
        _ => 1,
    };
    let second = json!({"value": 1, "unit": "SECONDS"});
    json!({
        "minReplicas": least, "maxReplicas": 2,
        "scalingConfiguration": {
            "scaleUpLoadThreshold": 0.75, "scaleUpDelay": second, "scaleDownDelay": second,
        },
    })
}

/// The same as the API has it.
pub(crate) const fn api_form(shown: Shown) -> (DeploymentState, bool) {
    match shown {
        Off => (Disabled, false),
        Coming => (Starting, false),
        Serving => (Active, true),
        Resting => (Active, false),
        Sick => (Degraded, true),
        Broken => (Failed, false),
    }
}

/// A world in which a deployment shows that.
fn world(shown: Shown) -> (World, LiveDeploymentRid) {
    let mut world = World::with_nodes();
    let rid = world.create("a", configuration(shown));
    if !matches!(shown, Coming | Broken) {
        world.get_ready(&rid);
    }
    match shown {
        Off => world.disable(&rid),
        Resting => rest(&mut world, &rid),
        Sick => world.crash(&rid, ReplicaState::Ready),
        Broken => break_down(&mut world, &rid),
        Coming | Serving => {}
    }
    let (state, is_ready, _) = world.status(&rid);
    assert_eq!((state, is_ready), api_form(shown), "{shown:?}");
    (world, rid)
}

fn rest(world: &mut World, rid: &LiveDeploymentRid) {
    for _ in 0..5 {
        world.sample(rid, 0, 0);
        world.pass(SECOND);
    }
}

/// Crashes until it shows, and then pauses.
fn break_down(world: &mut World, rid: &LiveDeploymentRid) {
    for _ in 0..3 {
        world.pass(MINUTE);
        world.crash(rid, ReplicaState::Starting);
    }
}

fn happen(event: Event, shown: Shown, world: &mut World, rid: &LiveDeploymentRid) {
    let mut changed = configuration(shown);
    match event {
        Start => world.start(rid),
        ReplaceTemplate => {
            changed["threadCount"] = 7.into();
            world.replace(rid, changed);
        }
        ReplaceBounds => {
            changed["maxReplicas"] = 3.into();
            world.replace(rid, changed);
        }
        Disable => world.disable(rid),
        VersionPublished => world.publish("a"),
        FirstReady => {
            if shown == Resting {
                // Nobody is on the way until somebody asks.
                world.step(Input::RequestArrived { rid: rid.clone() });
            }
            world.pass(MINUTE);
            world.get_ready(rid);
        }
        LastReadyLost => {
            for (replica, attempt) in world.replicas(rid, ReplicaState::Ready) {
                world.exit(replica, attempt, true);
            }
        }
        Deadline => world.pass(11 * MINUTE),
        ScaledToZero => rest(world, rid),
        RequestArrived => {
            world.step(Input::RequestArrived { rid: rid.clone() });
        }
        QueueFull => world.queue("cpu", "VCPU", 0, &["cpu-nodes"]),
    }
}

#[test]
fn every_state_meets_every_event_as_the_table_says() {
    let mut wrong = Vec::new();
    for (shown, row) in TABLE {
        for (event, outcome) in row {
            let (mut world, rid) = world(shown);
            if outcome == Impossible {
                continue;
            }
            let before = world.report(&rid).generation;
            happen(event, shown, &mut world, &rid);
            let (state, is_ready, _) = world.status(&rid);
            let found = if world.report(&rid).generation > before {
                Rolls(state, is_ready)
            } else {
                Shows(state, is_ready)
            };
            if found != outcome {
                wrong.push(format!("{event:?} in {shown:?}: {found:?}, not {outcome:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_has_every_state_and_every_event_once() {
    assert_eq!(TABLE.map(|(shown, _)| shown), STATES);
    for (_, row) in TABLE {
        assert_eq!(row.map(|(event, _)| event), EVENTS);
    }
}
