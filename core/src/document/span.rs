//! Where the values of a text are.

use smallvec::SmallVec;

use super::Kind;

/// A value, or the name of a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(super) kind: Kind,
    /// Whether it is a string that has to be decoded.
    pub(super) has_escapes: bool,
    /// Its first byte; of a string, the first behind the quote.
    pub(super) start: usize,
    /// What is behind its last byte; of a string, the quote.
    pub(super) end: usize,
    /// How many spans are in it, itself counted.
    pub(super) count: usize,
}

/// The spans of a text, in the order in which they begin: a container before what is in it, and there a
/// name before its value. The usual document needs no memory of its own for them.
pub(crate) type Spans = SmallVec<[Span; 64]>;
