//! The mix of requests: how often each comes.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::cluster::Demand;

/// How often each request comes. Only the shares matter, not the sum.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mix {
    counts: BTreeMap<Demand, u64>,
    total: u64,
}

impl Mix {
    /// The requests with their counts.
    pub fn counts(&self) -> impl Iterator<Item = (&Demand, u64)> {
        self.counts.iter().map(|(demand, count)| (demand, *count))
    }

    /// The sum of all counts.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Counts a request so many times more.
    pub fn add(&mut self, demand: Demand, count: u64) {
        let sum = self.counts.entry(demand).or_default();
        *sum = sum.saturating_add(count);
        self.total = self.total.saturating_add(count);
    }

    /// Halves every count, so that what is long ago weighs less.
    pub(super) fn decay(&mut self) {
        self.counts.retain(|_, count| {
            *count /= 2;
            *count > 0
        });
        self.total = self.counts.values().copied().fold(0, u64::saturating_add);
    }
}

impl Extend<(Demand, u64)> for Mix {
    fn extend<I: IntoIterator<Item = (Demand, u64)>>(&mut self, counts: I) {
        counts.into_iter().for_each(|(demand, count)| self.add(demand, count));
    }
}

impl FromIterator<(Demand, u64)> for Mix {
    fn from_iter<I: IntoIterator<Item = (Demand, u64)>>(counts: I) -> Self {
        let mut mix = Self::default();
        mix.extend(counts);
        mix
    }
}

/// A mix is written as a list of pairs: formats of text want texts as keys.
impl Serialize for Mix {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.counts)
    }
}

impl<'de> Deserialize<'de> for Mix {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let counts = Vec::<(Demand, u64)>::deserialize(deserializer)?;
        Ok(counts.into_iter().collect())
    }
}
