//! Decisions taken from bytes.

/// The bytes of a run: each decision takes the next one, and a run ends with them.
pub(super) struct Choices<'a>(core::slice::Iter<'a, u8>);

impl<'a> Choices<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self(data.iter())
    }

    pub(super) fn next(&mut self) -> Option<u8> {
        self.0.next().copied()
    }

    /// A number below `bound`, which is not 0.
    pub(super) fn below(&mut self, bound: u8) -> Option<u8> {
        self.next().and_then(|byte| byte.checked_rem(bound))
    }
}
