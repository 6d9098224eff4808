//! Random fit: any node that has room, each as likely as any other.
//!
//! The lowest baseline of Weng et al., USENIX ATC '23. Kinds of room are drawn by the number of
//! their nodes until one fits, so a node with room is as likely as any other with room; after
//! [`MOST_DRAWS`] the next class with room is taken. The numbers come from a seeded generator, so the
//! same run gives the same places.

/// How often a node is drawn before the next that has room is taken.
pub(in crate::placement) const MOST_DRAWS: u32 = 64;
