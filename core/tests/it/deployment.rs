//! Stories of deployments on a virtual clock, one a file.

mod bursts;
mod comparing;
mod consolidating;
mod crash;
mod create;
mod disable;
mod making_room;
mod moving;
mod queueing;
mod rollout;
mod scaling;
pub(crate) mod table;
