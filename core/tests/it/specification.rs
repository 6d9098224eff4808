//! The control plane against its specification, which is written down here a second time: as a
//! program as plain as can be, from the document and not from the core.
//!
//! One concern a page. [`state`] has the data, [`commands`] what users ask for, [`replica`] the
//! replica table, [`timers`] the deadlines, [`reconcile`] which replicas there should be, [`queues`]
//! who gets a place, [`autoscaler`] how many are wanted, [`status`] how it looks. Nothing there is
//! fast, and nothing is kept that can be worked out: after every input each deployment and each queue
//! is looked at again, until nothing changes. [`happenings`] makes up what happens, [`agreement`]
//! holds the core to what the specification says should come of it.

mod agreement;
mod autoscaler;
mod commands;
mod happenings;
mod queues;
mod reconcile;
mod replica;
mod state;
mod status;
mod timers;

use agreement::Core;
use happenings::{Happening, What, founded, next};
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use state::Specification;

impl ReferenceStateMachine for Specification {
    type State = Self;
    type Transition = Happening;

    fn init_state() -> BoxedStrategy<Self> {
        founded()
    }

    fn transitions(state: &Self) -> BoxedStrategy<Happening> {
        next(state)
    }

    fn apply(mut state: Self, happening: &Happening) -> Self {
        state.step(happening);
        state
    }
}

impl Specification {
    /// §1: the input, the deadlines that have passed, and then all that follows until nothing does.
    fn step(&mut self, happening: &Happening) {
        self.actions.clear();
        self.is_refused = self.refuses(&happening.what);
        if self.is_refused {
            return;
        }
        self.earlier = self.now;
        self.now = happening.at(self.now);
        self.take(&happening.what);
        self.fire_timers();
        for _ in 0..100 {
            let before = self.clone();
            self.reconcile_all();
            self.admit_all();
            self.swap_all();
            if *self == before {
                break;
            }
        }
        self.draw_conclusions();
    }

    fn take(&mut self, what: &What) {
        match *what {
            What::Create { deployment, ref configuration } => {
                self.create(deployment, configuration);
            }
            What::Replace { deployment, ref configuration } => {
                self.replace(deployment, configuration);
            }
            What::Disable { deployment } => self.disable(deployment),
            What::Start { deployment } => self.start(deployment),
            What::Publish { deployment, version } => self.publish(deployment, version),
            What::News { replica, attempt, event } => self.hear(replica, attempt, event),
            What::NodeUp { node } => self.nodes[node].come_up(),
            What::NodeDown { node } => self.take_node_down(node),
            What::Cordon { node, on } => self.nodes[node].cordoned = on,
            What::Queue { kind, limit, order } => self.set_queue(kind, limit, order),
            What::Sample { deployment, running, queued, ref in_flight } => {
                self.sample(deployment, running, queued, in_flight);
            }
            What::Request { deployment } => self.request(deployment),
            What::Tick => {}
        }
    }
}

struct Agreement;

impl StateMachineTest for Agreement {
    type SystemUnderTest = Core;
    type Reference = Specification;

    fn init_test(specification: &Specification) -> Core {
        Core::founded(specification)
    }

    fn apply(mut core: Core, specification: &Specification, happening: Happening) -> Core {
        core.step(&happening, specification);
        core
    }

    fn check_invariants(core: &Core, specification: &Specification) {
        core.agrees_with(specification);
    }

    fn teardown(core: Core, _: Specification) {
        core.replays();
    }
}

prop_state_machine! {
    #![proptest_config(Config { cases: 48, max_shrink_iters: 4_000, ..Config::default() })]

    #[test]
    fn the_core_does_what_the_specification_says(sequential 1..200 => Agreement);
}
