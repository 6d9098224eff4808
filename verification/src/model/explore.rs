//! Every state that can be reached, nearest first.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Context, Result, anyhow};
use liveberth_core::control_plane::{ControlPlane, Effect};

use crate::change::Change;
use crate::model::action::{self, Action};
use crate::model::budget::Budget;
use crate::model::canonical::Key;
use crate::model::liveness::Liveness;
use crate::model::news;
use crate::model::scope::Scope;
use crate::record::Record;
use crate::safety;

/// A state that was reached and not yet looked beyond.
#[derive(Debug, Clone)]
struct State {
    key: Key,
    plane: ControlPlane,
    budget: Budget,
}

/// How a state was first reached: from which, by which of the actions there.
#[derive(Debug, Clone, Copy)]
struct Origin {
    parent: Key,
    action: usize,
}

/// What an exploration has found.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Coverage {
    /// Distinct states.
    pub(crate) states: usize,
    /// Steps taken between them.
    pub(crate) steps: u64,
    /// States from which not everything converges, though all is as it should be.
    pub(crate) unconverged: usize,
    /// Whether there are more states than were asked for.
    pub(crate) is_cut: bool,
}

/// A promise that was broken, and how.
#[derive(Debug)]
pub(crate) struct Counterexample {
    pub(crate) problem: anyhow::Error,
    pub(crate) inputs: Vec<String>,
}

/// Explores a scope, at most that many states of it.
pub(crate) fn explore(scope: &Scope, at_most: usize) -> Result<Coverage, Box<Counterexample>> {
    let mut exploration = Exploration::new(scope);
    let found = exploration.run(at_most);
    found.map_err(|problem| {
        let inputs = exploration.trace().unwrap_or_else(|error| vec![format!("{error:#}")]);
        Box::new(Counterexample { problem, inputs })
    })
}

struct Exploration<'a> {
    scope: &'a Scope,
    origins: HashMap<Key, Option<Origin>>,
    frontier: VecDeque<State>,
    liveness: Liveness,
    coverage: Coverage,
    /// The state being looked at, and the action that is tried there.
    at: Option<(Key, Option<usize>)>,
}

impl<'a> Exploration<'a> {
    fn new(scope: &'a Scope) -> Self {
        Self {
            scope,
            origins: HashMap::new(),
            frontier: VecDeque::new(),
            liveness: Liveness::default(),
            coverage: Coverage::default(),
            at: None,
        }
    }

    fn run(&mut self, at_most: usize) -> Result<Coverage> {
        let plane = self.scope.found()?;
        let record = Record::of(&plane)?;
        let budget = self.scope.budget;
        let key = Key::of(&record, &budget)?;
        self.origins.insert(key, None);
        self.at = Some((key, None));
        safety::check(&plane, &record)?;
        self.frontier.push_back(State { key, plane, budget });
        while let Some(state) = self.frontier.pop_front() {
            self.look_at(&state, at_most)?;
        }
        self.coverage.states = self.origins.len();
        Ok(self.coverage)
    }

    /// Checks what holds of a state, and tries everything that may happen there.
    fn look_at(&mut self, state: &State, at_most: usize) -> Result<()> {
        self.at = Some((state.key, None));
        let record = Record::of(&state.plane)?;
        check_restore(&state.plane)?;
        news::check(&state.plane, &record)?;
        if !self.liveness.check(self.scope.goal, &state.plane)? {
            self.coverage.unconverged += 1;
        }
        let actions = action::all(self.scope, &state.plane, &record)?;
        for (number, action) in actions.iter().enumerate() {
            let Some(budget) = state.budget.pay(action.cost) else {
                continue;
            };
            self.at = Some((state.key, Some(number)));
            let mut plane = state.plane.clone();
            let effects = take(&mut plane, action)?;
            self.coverage.steps += 1;
            let after = Record::of(&plane)?;
            let change =
                Change { before: &record, input: &action.input, effects: &effects, after: &after };
            change.check()?;
            let key = Key::of(&after, &budget)?;
            if self.origins.contains_key(&key) {
                continue;
            }
            if self.origins.len() >= at_most {
                self.coverage.is_cut = true;
                continue;
            }
            safety::check(&plane, &after)?;
            self.origins.insert(key, Some(Origin { parent: state.key, action: number }));
            self.frontier.push_back(State { key, plane, budget });
        }
        Ok(())
    }

    /// The inputs that led to where the exploration is.
    fn trace(&self) -> Result<Vec<String>> {
        let (mut key, last) = self.at.context("the world cannot be founded")?;
        let mut choices: Vec<usize> = last.into_iter().collect();
        while let Some(Origin { parent, action }) = self.origins.get(&key).copied().flatten() {
            choices.push(action);
            key = parent;
        }
        let mut plane = self.scope.found()?;
        let mut inputs = Vec::new();
        for choice in choices.into_iter().rev() {
            let actions = action::all(self.scope, &plane, &Record::of(&plane)?)?;
            let action = actions.get(choice).context("the trace leads elsewhere")?;
            let input = serde_json::to_string(&action.input)?;
            inputs.push(format!("{:>6} ms  {input}", action.now.as_millis()));
            if take(&mut plane, action).is_err() {
                break;
            }
        }
        Ok(inputs)
    }
}

/// Takes a step; a panic is an error like any other.
fn take(plane: &mut ControlPlane, action: &Action) -> Result<Vec<Effect>> {
    let step = || plane.step(action.now, action.input.clone());
    let result = catch_unwind(AssertUnwindSafe(step)).map_err(|_| anyhow!("the step panicked"))?;
    Ok(result.context("a step that must be possible was refused")?.into_iter().collect())
}

/// S9, with the step being a pure function: a state that was saved and restored is the same.
fn check_restore(plane: &ControlPlane) -> Result<()> {
    let restored = ControlPlane::restore(plane.save()).context("S9: it is not restored")?;
    anyhow::ensure!(restored == *plane, "S9: it is restored as another");
    Ok(())
}

impl fmt::Display for Counterexample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, input) in self.inputs.iter().enumerate() {
            writeln!(f, "{:>4}. {input}", number + 1)?;
        }
        write!(f, "{:#}", self.problem)
    }
}
