//! Tests of the whole core through its public surface.
