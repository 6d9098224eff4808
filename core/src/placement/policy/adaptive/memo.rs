//! What may be spent on remembering what is known of rooms.

use crate::placement::policy::adaptive::{afters, ends, states};

/// So many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Memo(usize);

impl Default for Memo {
    fn default() -> Self {
        Self(64 << 20)
    }
}

impl Memo {
    pub(super) const fn new(bytes: usize) -> Self {
        Self(bytes)
    }

    /// How many states to remember, and as many sets of devices, which take most.
    pub(super) const fn most_states(self, group_count: usize) -> usize {
        let bytes = self.0.saturating_sub(self.0 / 4).saturating_sub(self.0 / 32);
        let each = states::bytes_of_each(group_count).saturating_add(afters::BYTES_OF_DEVICES);
        most_entries(bytes, each)
    }

    /// How many combinations of devices and demands to remember, which take a thirty-second.
    pub(super) const fn most_afters(self) -> usize {
        self.0 / 32 / afters::BYTES_OF_EACH
    }

    /// How many states' ends to remember, which take a quarter.
    pub(super) const fn most_ends(self) -> usize {
        most_entries(self.0 / 4, ends::BYTES_OF_EACH)
    }
}

/// How many entries of so many bytes fill a hash table, which grows by doubling.
const fn most_entries(bytes: usize, each: usize) -> usize {
    let places = match bytes.checked_div(each) {
        Some(places) if places > 0 => 1_usize << places.ilog2(),
        _ => 0,
    };
    places.saturating_sub(places / 8)
}
