//! Random fit: any node that has room, each as likely as any other where not few have.
//!
//! The lowest baseline of Weng et al., USENIX ATC '23. Nodes are drawn until one has room; after
//! [`MOST_DRAWS`] the first by name is taken that has. The numbers come from a seeded generator, so the
//! same run gives the same places.

/// How often a node is drawn before the next that has room is taken.
pub(in crate::placement) const MOST_DRAWS: u32 = 64;
