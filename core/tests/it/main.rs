//! Tests of the whole core through its public surface.

mod deployment;
mod transitions;
mod world;
