//! Tests of the whole core through its public surface.

mod configuration;
mod corpus;
