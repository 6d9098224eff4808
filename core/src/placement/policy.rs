//! Policies: which of the nodes that have room a replica gets.

use serde::{Deserialize, Serialize};

pub(super) mod adaptive;
pub(super) mod best_fit;
pub(super) mod dot_product;
pub(super) mod fgd;
pub(super) mod first_fit;
pub(super) mod gpu_clustering;
pub(super) mod gpu_packing;
pub(super) mod random;
pub(super) mod worst_fit;

/// Which of the nodes that have room a replica gets.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PlacementPolicy {
    /// The fullest node, so that large room stays together.
    BestFit,
    /// The first node by name.
    FirstFit,
    /// The emptiest node, so that load spreads.
    WorstFit,
    /// Any node, each as likely as any other where not few have room.
    Random,
    /// The node whose room is least like the request.
    DotProduct,
    /// GPUs in use before idle GPUs, and nodes in use before idle nodes.
    GpuPacking,
    /// Nodes that hold requests for as many GPUs.
    GpuClustering,
    /// The node whose GPUs become the least useless to typical requests.
    Fgd,
    /// The node whose room loses the least of what it is worth to the requests that are to be
    /// expected: the default, since it leaves the fewest GPUs unused.
    #[default]
    Adaptive,
}

impl PlacementPolicy {
    /// Every policy, the default last.
    pub const ALL: [Self; 9] = [
        Self::FirstFit,
        Self::BestFit,
        Self::WorstFit,
        Self::Random,
        Self::DotProduct,
        Self::GpuPacking,
        Self::GpuClustering,
        Self::Fgd,
        Self::Adaptive,
    ];

    /// The policy's name, as configurations write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BestFit => "best-fit",
            Self::FirstFit => "first-fit",
            Self::WorstFit => "worst-fit",
            Self::Random => "random",
            Self::DotProduct => "dot-product",
            Self::GpuPacking => "gpu-packing",
            Self::GpuClustering => "gpu-clustering",
            Self::Fgd => "fgd",
            Self::Adaptive => "adaptive",
        }
    }

    /// The policy of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}
