//! Afters: how devices end that a request has taken from, in room with ample CPU and memory.
//!
//! That is asked for every request and every room that has changed, and depends on nothing of them but the
//! GPUs, of which there are few combinations: so they are kept in a table where a look costs little.

use alloc::vec::Vec;
use core::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use crate::cluster::{GpuDemand, GpuTypes, LeftOvers, Numbered, Room, ShapeId, milli};

/// How large the table is at first.
const FEWEST_PLACES: usize = 1 << 8;

/// How many bytes it takes to know a combination.
pub(super) const BYTES_OF_EACH: usize = size_of::<After>();

/// How many bytes it takes to know a set of devices; while the table of numbers grows there are two.
pub(super) const BYTES_OF_DEVICES: usize =
    size_of::<(ShapeId, LeftOvers)>() + 2 * (size_of::<u32>() + 1);

/// Counts sets of devices in the order in which they were first seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DevicesNumber(u32);

/// What is known of devices after requests. A combination has one place in the table, from which whatever
/// else has the same drives it away.
#[derive(Debug, Clone, Default)]
pub(super) struct Afters {
    devices: Numbered<(ShapeId, LeftOvers)>,
    places: Vec<After>,
    /// How many places were taken since there are so many.
    taken: usize,
    /// How many there may be.
    most: usize,
}

/// How devices end after a demand.
#[derive(Debug, Clone, Copy)]
struct After {
    asked: Asked,
    end: i32,
}

/// Devices and what is taken from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Asked {
    devices: DevicesNumber,
    count: u32,
    of_each: u16,
    types: GpuTypes,
}

impl After {
    /// Of no request: none is for no devices.
    const UNKNOWN: Self = Self {
        asked: Asked { devices: DevicesNumber(0), count: 0, of_each: 0, types: GpuTypes::ANY },
        end: 0,
    };
}

impl Asked {
    fn hash(self) -> usize {
        usize::try_from(FxBuildHasher.hash_one(self) >> 32).unwrap_or_default()
    }
}

impl Afters {
    /// With memory for so many combinations.
    pub(super) fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// How many sets of devices are known.
    pub(super) fn len(&self) -> usize {
        self.devices.values().len()
    }

    /// The number of a room's devices.
    pub(super) fn number_of(&mut self, room: &Room) -> DevicesNumber {
        DevicesNumber(self.devices.number_of((room.shape, room.left.clone())))
    }

    /// How the devices end after the demand; where it is not known, `find` says it.
    #[inline]
    pub(super) fn of(
        &mut self,
        devices: DevicesNumber,
        gpu: &GpuDemand,
        find: impl FnOnce() -> Option<i64>,
    ) -> Option<i64> {
        let asked = Asked { devices, count: gpu.count(), of_each: milli(gpu), types: gpu.types() };
        match self.places.get(self.place_of(asked)) {
            Some(known) if known.asked == asked => Some(known.end.into()),
            _ => self.remember(asked, find()?),
        }
    }

    #[cold]
    fn remember(&mut self, asked: Asked, end: i64) -> Option<i64> {
        self.taken = self.taken.saturating_add(1);
        let size = self.places.len();
        let larger = size.saturating_mul(2).max(FEWEST_PLACES);
        if size == 0 || self.taken > size / 2 && larger <= self.most {
            self.taken = 0;
            self.places = alloc::vec![After::UNKNOWN; larger];
        }
        let place = self.place_of(asked);
        if let (Some(place), Ok(end)) = (self.places.get_mut(place), end.try_into()) {
            *place = After { asked, end };
        }
        Some(end)
    }

    /// Where in the table a combination is, if anywhere: there are as many places as a power of two.
    fn place_of(&self, asked: Asked) -> usize {
        asked.hash() & self.places.len().wrapping_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::cluster::WHOLE;
    use crate::placement::random::Random;
    use crate::quantity::MilliGpu;

    #[test]
    fn what_is_known_is_what_was_found_however_many_combinations_share_the_table() {
        let mut afters = Afters::new(1 << 9);
        let mut random = Random::new(1);
        let (mut model, mut rooms, mut found) = (BTreeMap::new(), BTreeSet::new(), 0);
        for turn in 0..40_000 {
            // Few at first, then more than there are places.
            let kinds = if turn < 20_000 { 8 } else { 40 };
            let mut below = |most: usize| u16::try_from(random.below(most)).unwrap();
            let left = LeftOvers::from_slice(&[below(kinds), WHOLE]);
            let room = Room { shape: ShapeId(below(2).into()), cpu: 1, memory: 1, left };
            let gpu = match below(kinds) {
                0 => GpuDemand::whole(2, GpuTypes::ANY),
                share => GpuDemand::share(MilliGpu(share.into()), GpuTypes::ANY),
            };
            let gpu = gpu.unwrap();
            rooms.insert((room.shape, room.left.to_vec()));
            let end = *model.entry((room.shape, room.left.to_vec(), gpu)).or_insert(turn);
            let find = || {
                found += 1;
                Some(end)
            };
            let devices = afters.number_of(&room);
            assert_eq!(afters.of(devices, &gpu, find), Some(end));
            assert!(afters.places.len() <= 1 << 9);
            assert_eq!(afters.len(), rooms.len());
            if turn == 19_999 {
                // Of 128 combinations most are alone at their places.
                assert!(found < 10_000, "{found} times");
            }
        }
    }

    #[test]
    fn what_cannot_be_found_is_not_remembered() {
        let mut afters = Afters::new(1 << 9);
        let devices = DevicesNumber(0);
        let gpu = GpuDemand::whole(1, GpuTypes::ANY).unwrap();
        assert_eq!(afters.of(devices, &gpu, || None), None);
        assert_eq!(afters.of(devices, &gpu, || Some(7)), Some(7));
        assert_eq!(afters.of(devices, &gpu, || None), Some(7));
    }
}
