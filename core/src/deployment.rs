//! A live deployment: its data, and how its replicas come and go.

use serde::{Deserialize, Serialize};

mod policy;
mod replica;
mod template;

pub use policy::{LifecyclePolicy, PolicyError};
pub use replica::{Attempt, Generation, ReplicaId, ReplicaState};
pub use template::Template;

/// Why a deployment is in the state that it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// A user switched it off.
    Disabled,
    /// It serves, but a replica is not healthy.
    ReplicasUnhealthy,
    /// It serves, but has been short of its fewest replicas for long.
    BelowMinimum,
    /// It serves in its old form: the new one does not get ready.
    RolloutStalled,
    /// It serves.
    Serving,
    /// It serves while replicas of a new form come.
    RollingOut,
    /// It serves in its old form: the new one finds no room.
    WaitingForCapacity,
    /// Replicas fail again and again.
    CrashLoop,
    /// A replica failed in a way that another try cannot mend.
    Permanent,
    /// No replica got ready in time.
    ProgressDeadline,
    /// No node could ever hold a replica, or no queue could pay for one.
    Infeasible,
    /// It has no replicas, because nobody asks for it.
    ScaledToZero,
    /// Somebody asked, and the first replica is on its way.
    WakingFromZero,
    /// Its first replicas are on their way.
    Starting,
    /// The resource queue is full.
    QueueFull,
    /// No node has room.
    NoCapacity,
    /// A replica failed and is tried again.
    Restarting,
}
