//! The host: what it answers to effects, and when.

use std::collections::BTreeMap;

use liveberth_core::control_plane::{Effect, Input};
use liveberth_core::deployment::{Attempt, ReplicaId};
use liveberth_core::rid::ModelVersionRid;
use liveberth_core::time::Timestamp;
use oorandom::Rand64;

/// What will be heard, in order.
#[derive(Debug, Default)]
pub(crate) struct Mail {
    letters: BTreeMap<(Timestamp, u64), Input>,
    sent: u64,
}

impl Mail {
    pub(crate) fn post(&mut self, at: Timestamp, input: Input) {
        self.sent += 1;
        self.letters.insert((at, self.sent), input);
    }

    /// When something is heard next.
    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.letters.first_key_value().map(|((at, _), _)| *at)
    }

    pub(crate) fn take(&mut self) -> Option<Input> {
        self.letters.pop_first().map(|(_, input)| input)
    }

    /// Forgets what was under way.
    pub(crate) fn lose(&mut self) {
        self.letters.clear();
    }

    /// Carries out an effect: what comes of it is heard later, perhaps twice, perhaps never.
    pub(crate) fn carry_out(&mut self, now: Timestamp, effect: &Effect, random: &mut Rand64) {
        match effect {
            Effect::Launch { replica, attempt, template, .. } => {
                let luck = random.rand_range(0..100);
                let luck = if is_broken(&template.version) { luck.max(70) } else { luck };
                let input = outcome_of_launch(*replica, *attempt, luck);
                self.answer(now, 90_000, input, random);
            }
            Effect::Stop { replica, attempt, .. } | Effect::Kill { replica, attempt } => {
                let (replica, attempt) = (*replica, *attempt);
                let is_heard = random.rand_range(0..100) < 85;
                let stopped = is_heard.then_some(Input::ReplicaStopped { replica, attempt });
                self.answer(now, 50_000, stopped, random);
            }
            Effect::SetRoutes { .. } | Effect::Status { .. } | Effect::Log { .. } => {}
        }
    }

    fn answer(
        &mut self,
        now: Timestamp,
        within_ms: u64,
        input: Option<Input>,
        random: &mut Rand64,
    ) {
        let Some(input) = input else {
            return;
        };
        if random.rand_range(0..10) == 0 {
            let again = now.saturating_add(random.rand_range(0..within_ms * 4));
            self.post(again, input.clone());
        }
        self.post(now.saturating_add(random.rand_range(0..within_ms)), input);
    }
}

/// One version in five never gets ready.
fn is_broken(version: &ModelVersionRid) -> bool {
    let number = version.as_str().rsplit('.').next().and_then(|number| number.parse::<u64>().ok());
    number.is_some_and(|number| number % 5 == 0)
}

fn outcome_of_launch(replica: ReplicaId, attempt: Attempt, luck: u64) -> Option<Input> {
    let exited = |retryable| Input::ReplicaExited {
        replica,
        attempt,
        reason: "exit code 1".into(),
        retryable,
    };
    match luck {
        0..70 => Some(Input::ReplicaReady { replica, attempt }),
        70..90 => Some(exited(true)),
        90..92 => Some(exited(false)),
        _ => None,
    }
}
