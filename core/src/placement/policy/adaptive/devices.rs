//! Devices: what is left of them while a stream is packed.

use crate::cluster::{WHOLE, idle};

/// What is left of each device that has something left, fullest first.
#[derive(Debug)]
pub(super) struct Devices<'a> {
    left: &'a mut [u16],
    /// How many are idle, which are the last.
    idle: usize,
}

impl<'a> Devices<'a> {
    /// With so much left of each, fullest first.
    pub(super) fn new(left: &'a mut [u16]) -> Self {
        Self { idle: idle(left), left }
    }

    /// How many are idle.
    pub(super) const fn idle(&self) -> usize {
        self.idle
    }

    /// The most that is left of one.
    pub(super) fn emptiest(&self) -> u16 {
        self.left.last().copied().unwrap_or_default()
    }

    /// What is left of all, in milli-GPUs.
    pub(super) fn sum(&self) -> u32 {
        self.left.iter().map(|left| u32::from(*left)).sum()
    }

    /// Takes so many idle devices. Says whether there were as many.
    pub(super) fn take_whole(&mut self, count: usize) -> bool {
        let Some(idle) = self.idle.checked_sub(count) else {
            return false;
        };
        let kept = self.left.len().saturating_sub(count);
        self.left = core::mem::take(&mut self.left).get_mut(..kept).unwrap_or_default();
        self.idle = idle;
        true
    }

    /// Takes a share of the fullest device that has as much left. Says whether there was one.
    pub(super) fn take_share(&mut self, share: u16) -> bool {
        let Some(mut at) = self.left.iter().position(|left| *left >= share) else {
            return false;
        };
        let before = self.left.get(at).copied().unwrap_or_default();
        self.idle = self.idle.saturating_sub(usize::from(before == WHOLE));
        let after = before.saturating_sub(share);
        // It moves to where it belongs: for a few devices that is cheaper than a copy.
        while let Some(below) = at.checked_sub(1)
            && let Some(fuller) = self.left.get(below).copied()
            && fuller > after
        {
            self.set(at, fuller);
            at = below;
        }
        self.set(at, after);
        if after == 0 {
            self.left = core::mem::take(&mut self.left).get_mut(1..).unwrap_or_default();
        }
        true
    }

    fn set(&mut self, at: usize, left: u16) {
        if let Some(place) = self.left.get_mut(at) {
            *place = left;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shares_come_from_the_fullest_that_has_as_much_and_whole_ones_from_the_idle(
            mut left in proptest::collection::vec((1_u16..=20).prop_map(|it| it * 50), 0..9),
            requests in proptest::collection::vec((1_u16..=1_000, 1_usize..4), 0..30),
        ) {
            left.sort_unstable();
            let mut model = left.clone();
            let mut devices = Devices::new(&mut left);
            for (share, count) in requests {
                let (fits, taken) = if share < WHOLE {
                    let fullest = model.iter().position(|left| *left >= share);
                    fullest.iter().for_each(|at| model[*at] -= share);
                    (fullest.is_some(), devices.take_share(share))
                } else {
                    let fits = model.iter().filter(|left| **left == WHOLE).count() >= count;
                    let kept = if fits { model.len() - count } else { model.len() };
                    model.truncate(kept);
                    (fits, devices.take_whole(count))
                };
                prop_assert_eq!(taken, fits);
                model.retain(|left| *left > 0);
                model.sort_unstable();
                prop_assert_eq!(&*devices.left, &*model);
                let idle = model.iter().filter(|left| **left == WHOLE).count();
                prop_assert_eq!(devices.idle(), idle);
                prop_assert_eq!(devices.emptiest(), model.last().copied().unwrap_or_default());
                prop_assert_eq!(devices.sum(), model.iter().map(|left| u32::from(*left)).sum::<u32>());
            }
        }
    }
}
