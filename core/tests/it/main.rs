//! Tests of the whole core through its public surface.

#![cfg(test)]

mod deployment;
mod transitions;
mod world;
