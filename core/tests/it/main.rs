//! Tests of the whole core through its public surface.

#![cfg(test)]

mod configuration;
mod corpus;
mod deployment;
mod placement;
mod text_door;
mod transitions;
mod world;
