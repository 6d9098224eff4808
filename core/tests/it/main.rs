//! Tests of the whole core through its public surface.

// The lints on panics ask for this attribute before they leave tests alone.
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod corpus;
