//! The diagrams of the documentation, drawn from the tables that the machines are held against.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use liveberth_core::api::DeploymentState;
use liveberth_core::deployment::{ReplicaEvent, Transition, transition};

use crate::deployment::table::{self, Event, Outcome, Shown};
use crate::transitions;

const INTRODUCTION: &str = "\
# States

What a replica and a deployment go through. Both diagrams are drawn from the tables of the tests that
hold the machines to them; `UPDATE_GOLDEN=1 cargo test -p liveberth-core --test it diagrams` draws
them again. What leads nowhere else is left out.
";

const OF_A_REPLICA: &str = "
## A replica

It holds its quota and its room on a node from *starting* until it is gone. It is timed out after too
long in *starting* or *unready*, once it has waited long enough in *backoff*, and in *draining* when
its requests are finished or their time is up.
";

const OF_A_DEPLOYMENT: &str = "
## A deployment

The states of the API; *active* is shown apart while it is scaled to zero. \"New generation\" says that
new replicas take over from those before. An active deployment is degraded for as long as some of its
replicas are not well: that follows from them, and is no event of its own.
";

/// Edges, each with all that leads along it.
#[derive(Default)]
struct Diagram(BTreeMap<(&'static str, &'static str), Vec<String>>);

impl Diagram {
    fn add(&mut self, from: &'static str, to: &'static str, event: String) {
        self.0.entry((from, to)).or_default().push(event);
    }

    fn draw(&self, first: &str) -> String {
        let edge = |((from, to), events): (&(&str, &str), &Vec<String>)| {
            format!("    {from} --> {to}: {}\n", events.join(", "))
        };
        let edges: String = self.0.iter().map(edge).collect();
        format!("\n```mermaid\nstateDiagram-v2\n    [*] --> {first}\n{edges}```\n")
    }
}

fn replica() -> String {
    let mut diagram = Diagram::default();
    for state in transitions::STATES {
        for event in ReplicaEvent::ALL {
            if let Some(to) = end_of(transition(state, event)) {
                let from = format!("{state:?}").to_lowercase();
                let from: &'static str = from.leak();
                if from != to {
                    diagram.add(from, to, words(&format!("{event:?}")));
                }
            }
        }
    }
    diagram.draw("queued")
}

/// The state after a transition.
const fn end_of(transition: Transition) -> Option<&'static str> {
    use Transition::*;
    match transition {
        Ignored => None,
        Launched | Retried => Some("starting"),
        Served | Forgiven => Some("ready"),
        Suspended => Some("unready"),
        Failed | Overdue => Some("backoff"),
        Drained | Replaced => Some("draining"),
        FailedForGood | Cancelled | Ended | EndedItself | Escalated => Some("stopping"),
        Gone | Lost => Some("[*]"),
    }
}

fn deployment() -> String {
    let mut diagram = Diagram::default();
    for (shown, row) in table::TABLE {
        for (event, outcome) in row {
            let (state, is_ready, rolls) = match outcome {
                Outcome::Shows(state, is_ready) => (state, is_ready, false),
                Outcome::Rolls(state, is_ready) => (state, is_ready, true),
                Outcome::Impossible => continue,
            };
            let (from, to) = (name(table::api_form(shown)), name((state, is_ready)));
            if from != to || rolls {
                let note = if rolls { " (new generation)" } else { "" };
                diagram.add(from, to, format!("{}{note}", event_in_words(event)));
            }
        }
    }
    diagram.draw(name(table::api_form(Shown::Coming)))
}

fn name((state, is_ready): (DeploymentState, bool)) -> &'static str {
    match (state, is_ready) {
        (DeploymentState::Disabled, _) => "DISABLED",
        (DeploymentState::Starting, _) => "STARTING",
        (DeploymentState::Active, true) => "ACTIVE",
        (DeploymentState::Active, false) => "ACTIVE_AT_ZERO",
        (DeploymentState::Degraded, _) => "DEGRADED",
        (DeploymentState::Failed, _) => "FAILED",
    }
}

fn event_in_words(event: Event) -> String {
    words(&format!("{event:?}"))
}

/// `NodeLost` as `node lost`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

#[test]
fn the_diagrams_are_those_of_the_tables() {
    let drawn = [INTRODUCTION, OF_A_REPLICA, &replica(), OF_A_DEPLOYMENT, &deployment()].concat();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/states.md");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &drawn).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(written == drawn, "{} is not what the tables say", path.display());
}
