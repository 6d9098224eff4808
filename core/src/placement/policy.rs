//! Policies: which of the nodes that have room a replica gets.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::cluster::Node;
use crate::resources::Resources;

mod best_fit;

/// Which of the nodes that have room a replica gets.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PlacementPolicy {
    /// The fullest node, so that large room stays together.
    #[default]
    BestFit,
    /// The first node by name.
    FirstFit,
}

/// A node with room, and the GPUs it would give.
type Candidate<'a> = (&'a Node, Vec<u32>);

impl PlacementPolicy {
    pub(super) fn choose<'a>(
        self,
        mut candidates: impl Iterator<Item = Candidate<'a>>,
        resources: &Resources,
    ) -> Option<Candidate<'a>> {
        match self {
            // The first of equals wins: candidates come in the order of their names.
            Self::BestFit => {
                candidates.min_by_key(|(node, _)| best_fit::left_over(node, resources))
            }
            Self::FirstFit => candidates.next(),
        }
    }
}
