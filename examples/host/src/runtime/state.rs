//! Everything that is kept: the control plane, and what it was told of the world.

use liveberth_core::api::DirectTarget;
use liveberth_core::control_plane::{ControlPlane, Effects, Input, RestoreError, Saved, StepError};
use liveberth_core::deployment::{LifecyclePolicy, PolicyError};
use liveberth_core::limits::Limits;
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::rid::ModelVersionRid;
use liveberth_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::world::World;
use crate::configuration::Configuration;
use crate::store::{Entry, Kept};

/// The state of the host: what the journal, replayed, gives.
#[derive(Debug, Clone)]
pub(crate) struct State {
    plane: ControlPlane,
    settings: Settings,
    world: World,
}

/// What a control plane is made with, and keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    limits: Limits,
    policy: LifecyclePolicy,
    placement_policy: PlacementPolicy,
}

/// A state as it is written to the store.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedState {
    plane: Saved,
    settings: Settings,
    world: World,
}

/// Why what the store holds gives no state.
#[derive(Debug, Error)]
pub(crate) enum ReplayError {
    /// A text of the store is not what this program writes.
    #[error("the store holds a text that cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The control plane refused its saved state.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// The control plane refused an input that it once took.
    #[error("entry {number} of the journal is refused: {cause}")]
    Refused {
        /// Which entry, from 1.
        number: usize,
        /// Why.
        cause: StepError,
    },
}

impl State {
    /// The state of a host that starts for the first time.
    ///
    /// # Errors
    /// The configuration's policy cannot be lived by.
    pub(super) fn new(configuration: &Configuration) -> Result<Self, PolicyError> {
        let settings = Settings::of(configuration);
        let Settings { limits, policy, placement_policy } = settings.clone();
        Ok(Self {
            plane: ControlPlane::new(limits, policy, placement_policy)?,
            settings,
            world: World::default(),
        })
    }

    /// The state that the store holds.
    ///
    /// # Errors
    /// See [`ReplayError`].
    pub(super) fn replay(kept: &Kept) -> Result<Self, ReplayError> {
        let SavedState { plane, settings, world } = serde_json::from_str(&kept.snapshot)?;
        let mut state = Self { plane: ControlPlane::restore(plane)?, settings, world };
        for (number, entry) in (1..).zip(&kept.journal) {
            // What had to be done was done, or is among what `resume` asks for.
            let _effects = state
                .apply(entry.at, serde_json::from_str(&entry.input)?)
                .map_err(|cause| ReplayError::Refused { number, cause })?;
        }
        Ok(state)
    }

    /// The state as a text from which [`replay`](Self::replay) makes it again.
    ///
    /// # Errors
    /// It holds something that JSON does not.
    pub(super) fn snapshot(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&SavedState {
            plane: self.plane.save(),
            settings: self.settings.clone(),
            world: self.world.clone(),
        })
    }

    /// Takes one input.
    ///
    /// # Errors
    /// The input was refused; nothing has changed.
    pub(super) fn apply(&mut self, now: Timestamp, input: Input) -> Result<Effects, StepError> {
        let effects = self.plane.step(now, input.clone())?;
        self.world.note(input);
        Ok(effects)
    }

    /// The control plane, to read.
    pub(crate) const fn plane(&self) -> &ControlPlane {
        &self.plane
    }

    /// The news that `version` is the newest of a branch; nothing if that is known.
    pub(crate) fn publication(
        &self,
        target: &DirectTarget,
        version: &ModelVersionRid,
    ) -> Option<Input> {
        self.world.publication(target, version)
    }

    /// Whether the control plane was made with other settings than the configuration has now.
    pub(super) fn has_other_settings(&self, configuration: &Configuration) -> bool {
        self.settings != Settings::of(configuration)
    }

    /// What has to be told for the world to be as the configuration describes it.
    pub(super) fn changes(&self, configuration: &Configuration) -> Vec<Input> {
        self.world.changes(configuration)
    }
}

impl Settings {
    fn of(configuration: &Configuration) -> Self {
        Self {
            limits: configuration.limits.clone(),
            policy: configuration.policy.clone(),
            placement_policy: configuration.placement_policy,
        }
    }
}

/// An accepted input as the journal keeps it.
///
/// # Errors
/// It holds something that JSON does not.
pub(super) fn entry(at: Timestamp, input: &Input) -> Result<Entry, serde_json::Error> {
    let input = serde_json::to_string(input)?;
    Ok(Entry { at, input })
}
