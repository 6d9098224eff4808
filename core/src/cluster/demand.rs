//! What one replica needs of one node, as placement sees it.

use serde::{Deserialize, Serialize};

use crate::gpu::GpuType;
use crate::quantity::{MemoryBytes, MilliCpu, MilliGpu};
use crate::resources::Resources;

/// A set of GPU types.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct GpuTypes(u16);

impl GpuTypes {
    /// Any type.
    pub const ANY: Self = Self(u16::MAX);

    /// One type.
    pub const fn only(gpu_type: GpuType) -> Self {
        Self(1 << gpu_type as u16)
    }

    /// Whether the type is one of them.
    pub const fn contains(self, gpu_type: GpuType) -> bool {
        self.0 & Self::only(gpu_type).0 != 0
    }

    /// Whether the sets have a type in common.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The types of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<GpuType> for GpuTypes {
    fn from_iter<I: IntoIterator<Item = GpuType>>(types: I) -> Self {
        types.into_iter().fold(Self(0), |set, gpu_type| set.union(Self::only(gpu_type)))
    }
}

/// GPUs that a replica needs: whole ones, or a share of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "GpuDemandFields")]
pub struct GpuDemand {
    count: u32,
    share: MilliGpu,
    types: GpuTypes,
}

/// A demand for GPUs as it was saved, not yet known to make sense.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GpuDemandFields {
    count: u32,
    share: MilliGpu,
    types: GpuTypes,
}

impl GpuDemand {
    /// Whole GPUs of one of these types; `None` for no GPU at all.
    pub fn whole(count: u32, types: GpuTypes) -> Option<Self> {
        (count > 0).then_some(Self { count, share: MilliGpu::WHOLE, types })
    }

    /// A share of one GPU; `None` for nothing, or for more than a whole one.
    pub fn share(share: MilliGpu, types: GpuTypes) -> Option<Self> {
        (share > MilliGpu(0) && share <= MilliGpu::WHOLE).then_some(Self { count: 1, share, types })
    }

    /// How many devices, at least 1.
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// How much of each device, from 1 to 1000 thousandths.
    pub const fn of_each(&self) -> MilliGpu {
        self.share
    }

    /// The types that will do. All devices of one replica are of one type.
    pub const fn types(&self) -> GpuTypes {
        self.types
    }

    /// The same of these types.
    pub(crate) const fn of_types(self, types: GpuTypes) -> Self {
        Self { types, ..self }
    }

    /// Whether a share of one device is asked for.
    pub const fn is_share(&self) -> bool {
        self.share.0 < MilliGpu::WHOLE.0
    }

    /// The thousandths of all devices together.
    pub fn total(&self) -> u64 {
        u64::from(self.count).saturating_mul(u64::from(self.share.0))
    }
}

impl TryFrom<GpuDemandFields> for GpuDemand {
    type Error = &'static str;

    fn try_from(fields: GpuDemandFields) -> Result<Self, Self::Error> {
        let GpuDemandFields { count, share, types } = fields;
        let demand = match count {
            1 => Self::share(share, types),
            _ if share == MilliGpu::WHOLE => Self::whole(count, types),
            _ => None,
        };
        demand.ok_or("neither whole GPUs nor a share of one")
    }
}

/// What one replica needs of the node it runs on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Demand {
    /// Processor time.
    pub cpu: MilliCpu,
    /// Memory.
    pub memory: MemoryBytes,
    /// GPUs, where any are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu: Option<GpuDemand>,
}

impl Demand {
    /// The same with GPUs of one type, where any GPUs are asked for and the type would do.
    #[must_use]
    pub fn with_gpu_type(self, gpu_type: GpuType) -> Self {
        let narrow = |gpu: GpuDemand| match gpu.types.contains(gpu_type) {
            true => GpuDemand { types: GpuTypes::only(gpu_type), ..gpu },
            false => gpu,
        };
        Self { gpu: self.gpu.map(narrow), ..self }
    }

    /// The thousandths of GPUs that are asked for.
    pub fn gpu_total(&self) -> u64 {
        self.gpu.map_or(0, |gpu| gpu.total())
    }
}

impl From<&Resources> for Demand {
    fn from(resources: &Resources) -> Self {
        let gpu = resources.gpu.and_then(|gpu| {
            GpuDemand::whole(gpu.count, gpu.gpu_type.map_or(GpuTypes::ANY, GpuTypes::only))
        });
        Self { cpu: resources.cpu, memory: resources.memory, gpu }
    }
}
