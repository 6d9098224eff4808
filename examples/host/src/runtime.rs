//! What runs: the control plane with its journal, its executor and its clock.

mod machine;
mod state;
mod world;

pub(crate) use machine::{CommandError, Machine, Running, StartError};
pub(crate) use state::State;
