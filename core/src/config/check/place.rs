//! Places of a document, kept without allocating: most documents have nothing to report.

use alloc::string::String;

use crate::config::rules::Member;
use crate::cut::cut_before;
use crate::number::push_digits;

/// The deepest place that the rules name: `/runtimeConfiguration/scalingConfiguration/…/value`.
const MAX_STEPS: usize = 4;

/// Where the check stands: the steps from the root.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    steps: [Step; MAX_STEPS],
    depth: usize,
}

/// One step of a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// To a member that the rules name.
    Member(&'static Member),
    /// To an element of a list.
    Element(usize),
}

impl Default for Place {
    fn default() -> Self {
        Self { steps: [Step::Element(0); MAX_STEPS], depth: 0 }
    }
}

impl From<&'static Member> for Step {
    fn from(member: &'static Member) -> Self {
        Self::Member(member)
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Element(index)
    }
}

impl Place {
    #[inline(never)]
    pub(super) fn enter(&mut self, step: Step) {
        if let Some(free) = self.steps.get_mut(self.depth) {
            *free = step;
            self.depth = self.depth.saturating_add(1);
        }
    }

    #[inline(never)]
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The place as a JSON Pointer (RFC 6901).
    #[inline(never)]
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        for step in self.steps.iter().take(self.depth) {
            path.push('/');
            match *step {
                Step::Member(member) => path.push_str(member.name),
                Step::Element(index) => {
                    push_digits(&mut path, u64::try_from(index).unwrap_or(u64::MAX));
                }
            }
        }
        path
    }

    /// The path of a member or entry with a name of the client's.
    #[inline(never)]
    pub(super) fn path_of(&self, key: &str) -> String {
        let mut path = self.path();
        path.push('/');
        let mut rest = key;
        loop {
            let (plain, from_escaped) = cut_before(rest, |byte| matches!(byte, b'~' | b'/'));
            path.push_str(plain);
            path.push_str(match from_escaped.as_bytes().first() {
                Some(b'~') => "~0",
                Some(_) => "~1",
                None => return path,
            });
            rest = from_escaped.get(1..).unwrap_or_default();
        }
    }
}
