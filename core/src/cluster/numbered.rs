//! Values that are known by number.

use alloc::vec::Vec;
use core::hash::{BuildHasher, Hash};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Values, each once, counted in the order in which they were first seen.
#[derive(Debug, Clone)]
pub(crate) struct Numbered<T> {
    values: Vec<T>,
    numbers: HashTable<u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashTable::new() }
    }
}

impl<T: Eq + Hash> Numbered<T> {
    /// The number of a value, which is a new one where the value was not seen before.
    pub(crate) fn number_of(&mut self, value: T) -> u32 {
        let Self { values, numbers } = self;
        let hash = FxBuildHasher.hash_one(Some(&value));
        let is_it = |number: &u32| values.get(*number as usize) == Some(&value);
        if let Some(known) = numbers.find(hash, is_it) {
            return *known;
        }
        let number = u32::try_from(values.len()).unwrap_or(u32::MAX);
        values.push(value);
        let rehash = |number: &u32| FxBuildHasher.hash_one(values.get(*number as usize));
        numbers.insert_unique(hash, number, rehash);
        number
    }

    /// The number of a value that was seen before.
    pub(super) fn find(&self, value: &T) -> Option<u32> {
        let hash = FxBuildHasher.hash_one(Some(value));
        let is_it = |number: &u32| self.values.get(*number as usize) == Some(value);
        self.numbers.find(hash, is_it).copied()
    }

    /// Every value, by number.
    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_one_number_and_others_have_the_next() {
        let mut numbered = Numbered::default();
        for round in 0..2 {
            for value in 0..100_u32 {
                assert_eq!(numbered.number_of(value * 7), value, "round {round}");
            }
        }
        assert_eq!((numbered.find(&21), numbered.find(&20)), (Some(3), None));
        assert_eq!(numbered.values().len(), 100);
        assert_eq!(numbered.values().get(3), Some(&21));
    }
}
