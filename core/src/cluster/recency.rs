//! Recency: the classes in the order in which they last changed.
//!
//! Each class is there once, however often it has changed, so that whoever looks at what has changed since
//! looks at no more than all classes, and at none that is as it was.

use alloc::vec::Vec;

/// No class's number.
const NOBODY: u32 = u32::MAX;

/// A list of classes by number, linked both ways, the one that changed last in front.
#[derive(Debug, Clone)]
pub(super) struct Recency {
    links: Vec<Link>,
    newest: u32,
    /// How many changes there have been.
    changes: u64,
    /// How many of them were before everything was made anew.
    forgotten: u64,
}

/// Where a class stands.
#[derive(Debug, Clone)]
struct Link {
    newer: u32,
    older: u32,
    /// Which change was its last.
    changed_at: u64,
    /// Which was the last that was not of nodes behind its first alone.
    renewed_at: u64,
}

/// A class that has changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change {
    pub(crate) class: u32,
    /// Whether it is the same class with the same first node: only others have come or gone.
    pub(crate) is_of_others: bool,
}

impl Default for Recency {
    fn default() -> Self {
        Self { links: Vec::new(), newest: NOBODY, changes: 0, forgotten: 0 }
    }
}

impl Recency {
    /// Puts a class in front.
    pub(super) fn note(&mut self, change: Change) {
        let at = change.class as usize;
        while self.links.len() <= at {
            self.links.push(Link { newer: NOBODY, older: NOBODY, changed_at: 0, renewed_at: 0 });
        }
        self.changes = self.changes.saturating_add(1);
        self.take_out(change.class);
        if let Some(front) = self.links.get_mut(self.newest as usize) {
            front.newer = change.class;
        }
        if let Some(link) = self.links.get_mut(at) {
            link.newer = NOBODY;
            link.older = core::mem::replace(&mut self.newest, change.class);
            link.changed_at = self.changes;
            if !change.is_of_others {
                link.renewed_at = self.changes;
            }
        }
    }

    /// Joins those on both sides of a class.
    fn take_out(&mut self, class: u32) {
        let Some(&Link { newer, older, .. }) = self.links.get(class as usize) else {
            return;
        };
        if self.newest == class {
            self.newest = older;
        }
        if let Some(link) = self.links.get_mut(newer as usize) {
            link.older = older;
        }
        if let Some(link) = self.links.get_mut(older as usize) {
            link.newer = newer;
        }
    }

    /// How many changes there have been.
    pub(super) const fn changes(&self) -> u64 {
        self.changes
    }

    /// What has changed after the first `seen` changes, the latest first; `None` if there were not so many,
    /// or if everything was made anew since.
    pub(super) fn since(&self, seen: u64) -> Option<impl Iterator<Item = Change>> {
        let mut next = self.newest;
        let changes = core::iter::from_fn(move || {
            let link = self.links.get(next as usize).filter(|link| link.changed_at > seen)?;
            let class = core::mem::replace(&mut next, link.older);
            Some(Change { class, is_of_others: link.renewed_at <= seen })
        });
        (self.forgotten..=self.changes).contains(&seen).then_some(changes)
    }

    /// Forgets every class: there is no telling what has changed.
    pub(super) fn clear(&mut self) {
        let changes = self.changes.saturating_add(1);
        *self = Self { changes, forgotten: changes, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_has_changed_since_is_each_class_of_the_log_once() {
        let mut recency = Recency::default();
        let mut log = std::vec![];
        let mut random = 1_u64;
        for _ in 0..2_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let class = u32::try_from(random >> 33).unwrap() % 40;
            let change = Change { class, is_of_others: random >> 62 != 0 };
            recency.note(change);
            log.push(change);
            let seen = (random >> 40) as usize % (log.len() + 1);
            let mut expected = BTreeMap::new();
            for change in &log[seen..] {
                let is_of_others = expected.entry(change.class).or_insert(true);
                *is_of_others &= change.is_of_others;
            }
            let since: Vec<Change> = recency.since(seen as u64).unwrap().collect();
            assert_eq!(since.len(), expected.len());
            let found = since.into_iter().map(|it| (it.class, it.is_of_others)).collect();
            assert_eq!(expected, found);
        }
    }

    #[test]
    fn after_everything_was_made_anew_nothing_can_be_told() {
        let mut recency = Recency::default();
        recency.note(Change { class: 3, is_of_others: false });
        assert!(recency.since(2).is_none(), "so much has not happened");
        recency.clear();
        assert!(recency.since(1).is_none());
        let seen = recency.changes();
        recency.note(Change { class: 0, is_of_others: true });
        let since: Vec<u32> = recency.since(seen).unwrap().map(|it| it.class).collect();
        assert_eq!(since, [0]);
    }
}
