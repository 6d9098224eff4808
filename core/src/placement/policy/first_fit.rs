//! First fit: the first node by name that has room.
//!
//! The oldest of the rules for packing bins without knowing what comes (Ullman, "The performance of
//! a memory allocation algorithm", 1971). Every node costs the same, and ties go by name.

/// The same for every node.
pub(in crate::placement) const COST: u32 = 0;
