//! The world: the control plane, its host, its users, and the clock.

use anyhow::{Context, Result, ensure};
use liveberth_core::control_plane::{ControlPlane, Effect, Input};
use liveberth_core::deployment::LifecyclePolicy;
use liveberth_core::limits::Limits;
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::time::Timestamp;
use oorandom::Rand64;
use serde_json::{Value, json};

use crate::change::Change;
use crate::record::Record;
use crate::safety;
use crate::simulate::host::Mail;
use crate::simulate::sometimes::Sometimes;
use crate::simulate::users::{self, BRANCHES, NODES, PROJECT};

/// The longest time between two things that users do, in milliseconds.
const PAUSE_MS: u64 = 20_000;

/// One step in so many, the host crashes.
const CRASH: u64 = 300;

pub(crate) struct World {
    plane: ControlPlane,
    record: Record,
    now: Timestamp,
    mail: Mail,
    /// When somebody does something.
    users_at: Timestamp,
    version: u64,
    random: Rand64,
    pub(crate) sometimes: Sometimes,
}

impl World {
    /// The world that grows from a seed.
    pub(crate) fn new(seed: u64) -> Result<Self> {
        let mut random = Rand64::new(seed.into());
        let policy = LifecyclePolicy {
            allow_downtime_swap: random.rand_range(0..2) == 0,
            start_timeout_ms: 900_000,
            ..LifecyclePolicy::default()
        };
        let plane = ControlPlane::new(Limits::default(), policy, PlacementPolicy::default())?;
        let mut world = Self {
            record: Record::of(&plane)?,
            plane,
            now: Timestamp::from_millis(1_000),
            mail: Mail::default(),
            users_at: Timestamp::ZERO,
            version: 1,
            random,
            sometimes: Sometimes::default(),
        };
        for input in founding_inputs() {
            world.step(serde_json::from_value(input)?)?;
        }
        Ok(world)
    }

    /// Whatever comes next happens.
    pub(crate) fn go_on(&mut self) -> Result<()> {
        if self.random.rand_range(0..CRASH) == 0 {
            return self.crash();
        }
        // The host looks at its clock late now and then.
        let delay_ms = self.random.rand_range(0..4) / 3 * self.random.rand_range(0..2_000);
        let wake = self.plane.next_wake().map(|wake| wake.saturating_add(delay_ms));
        let heard = self.mail.next_at();
        let next = [wake, heard].into_iter().flatten().chain([self.users_at]).min();
        let next = next.context("nothing comes next")?;
        self.now = self.now.max(next);
        let input = if Some(next) == heard {
            self.mail.take().context("a letter")?
        } else if Some(next) == wake {
            Input::Tick
        } else {
            self.version += 1;
            let pause_ms = self.random.rand_range(0..PAUSE_MS);
            self.users_at = self.now.saturating_add(pause_ms);
            users::next(&self.record, self.version, &mut self.random)?
        };
        self.step(input)
    }

    /// Takes a step and checks everything that must always hold.
    fn step(&mut self, input: Input) -> Result<()> {
        let described = format!("{} ms {input:?}", self.now.as_millis());
        self.check_step(input).context(described)
    }

    fn check_step(&mut self, input: Input) -> Result<()> {
        let before = self.plane.clone();
        let Ok(effects) = self.plane.step(self.now, input.clone()) else {
            ensure!(self.plane == before, "an error changed something");
            self.sometimes.note("a refused input");
            return Ok(());
        };
        if matches!(input, Input::NodeDown { .. }) {
            self.sometimes.note("a node lost");
        }
        let effects: Vec<Effect> = effects.into_iter().collect();
        let after = Record::of(&self.plane)?;
        safety::check(&self.plane, &after)?;
        let change =
            Change { before: &self.record, input: &input, effects: &effects, after: &after };
        change.check()?;
        self.sometimes.look_at(&self.record, &effects, &after);
        self.record = after;
        self.carry_out(&effects);
        Ok(())
    }

    fn carry_out(&mut self, effects: &[Effect]) {
        for effect in effects {
            self.mail.carry_out(self.now, effect, &mut self.random);
        }
    }

    /// The host loses what was under way, restores what it kept, and carries out again what it may
    /// not have.
    fn crash(&mut self) -> Result<()> {
        self.sometimes.note("a host crash");
        let kept = serde_json::to_string(&self.plane.save())?;
        let restored = ControlPlane::restore(serde_json::from_str(&kept)?)?;
        ensure!(restored == self.plane, "S9: it is restored as another");
        ensure!(serde_json::to_string(&restored.save())? == kept, "S9: it is kept as another");
        self.plane = restored;
        self.mail.lose();
        let effects: Vec<Effect> = self.plane.resume().into_iter().collect();
        self.carry_out(&effects);
        Ok(())
    }
}

fn founding_inputs() -> Vec<Value> {
    let queues = [users::queue("cpu", "VCPU", 12_000), users::queue("gpu", "VGPU", 5)];
    let queues = queues.map(|queue| json!({"type": "queueSet", "queue": queue}));
    let project = json!({
        "type": "projectSet", "project": PROJECT, "queues": {"vcpu": "cpu", "vgpu": "gpu"},
    });
    let nodes = (0..NODES).map(|number| json!({"type": "nodeUp", "node": users::node(number)}));
    let versions = (0..BRANCHES).map(|number| {
        json!({
            "type": "versionPublished", "target": users::target(number), "sequence": 1,
            "version": "ri.models.main.model-version.1",
        })
    });
    queues.into_iter().chain([project]).chain(nodes).chain(versions).collect()
}
