//! GPUs as the API names and requests them.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The GPU types of the API: a closed list, in the order of their names.
///
/// Clients refuse a whole answer that holds any other name, so the list grows only with the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum GpuType {
    A100,
    A10G,
    A16,
    B200,
    B300,
    H100,
    H200,
    L4,
    L40S,
    T4,
    V100,
}

impl GpuType {
    /// Every type, in the order of their names.
    pub const ALL: [Self; 11] = [
        Self::A100,
        Self::A10G,
        Self::A16,
        Self::B200,
        Self::B300,
        Self::H100,
        Self::H200,
        Self::L4,
        Self::L40S,
        Self::T4,
        Self::V100,
    ];

    /// The names of [`ALL`](Self::ALL), in its order.
    pub(crate) const NAMES: [&'static str; 11] =
        ["A100", "A10G", "A16", "B200", "B300", "H100", "H200", "L4", "L40S", "T4", "V100"];

    /// The type's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A100 => "A100",
            Self::A10G => "A10G",
            Self::A16 => "A16",
            Self::B200 => "B200",
            Self::B300 => "B300",
            Self::H100 => "H100",
            Self::H200 => "H200",
            Self::L4 => "L4",
            Self::L40S => "L40S",
            Self::T4 => "T4",
            Self::V100 => "V100",
        }
    }

    /// The type with this name on the wire, case and all.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gpu_type| gpu_type.name() == name)
    }
}

impl fmt::Display for GpuType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whole GPUs that one replica needs, all on one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GpuRequest {
    /// How many devices, at least 1.
    pub count: u32,
    /// Of which type; any type the queue has where absent.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub gpu_type: Option<GpuType>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_types_is_the_order_of_their_names() {
        assert!(GpuType::ALL.is_sorted());
        assert!(GpuType::ALL.is_sorted_by_key(|gpu_type| gpu_type.name()));
    }

    #[test]
    fn a_name_leads_back_to_its_type() {
        assert_eq!(GpuType::ALL.map(GpuType::name), GpuType::NAMES);
        for gpu_type in GpuType::ALL {
            assert_eq!(GpuType::from_name(gpu_type.name()), Some(gpu_type));
        }
        assert_eq!(GpuType::from_name("a100"), None);
    }
}
