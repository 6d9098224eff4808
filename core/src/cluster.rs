//! The cluster: nodes, their GPUs, and what is reserved on them.

mod node;

pub use node::{ComputeGroupId, NodeId, NodeSpec};
