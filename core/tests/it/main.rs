//! Tests of the whole core through its public surface.

#![cfg(test)]

mod autoscaler;
mod configuration;
mod consolidation;
mod corpus;
mod deployment;
mod diagrams;
mod explain;
mod packing;
mod placement;
mod repack;
mod routing;
mod saved;
mod specification;
mod text_door;
mod transitions;
mod world;
