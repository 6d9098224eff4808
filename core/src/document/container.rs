//! Where the objects and lists of a text end.

use smallvec::SmallVec;

/// An object or a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Container {
    /// The bytes from its opening to its closing bracket, both counted.
    pub(super) length: usize,
    /// How many containers are in it, itself counted.
    pub(super) count: usize,
}

/// The containers of a text, in the order in which they begin: one before those that are in it.
pub(super) type Containers = SmallVec<[Container; 12]>;
