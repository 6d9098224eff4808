//! Tests of the host as a client sees it: the real program, over real connections.

#![cfg(test)]

mod connections;
mod contract;
mod corpus;
mod errors;
mod extra;
mod inference;
mod openapi;
mod order;
mod program;
mod restart;
mod rights;
mod sdk;
