//! Live deployments of machine-learning models: every decision, none of the I/O.
//!
//! A platform lets people deploy a model version as a live endpoint. Someone must check the runtime
//! configuration they give, decide which node and which GPUs each replica gets within its resource
//! queue, and walk the deployment from starting to active, through crashes, scaling and rollouts.
//! This crate is that someone.
//!
//! # The contract
//!
//! - **Pure.** No I/O, no clock, no randomness, no threads, no `std`. Time comes in with each input;
//!   identifiers of deployments come from the host.
//! - **Deterministic.** The same state and the same inputs give the same effects and the same saved
//!   bytes on every target. Quantities are integers, collections are ordered, ties go by name.
//! - **Whole or not at all.** On an error nothing has changed, and the error says which input was
//!   wrong, with a code that never changes.
//! - **Every problem at once.** A configuration is checked once, into a type that cannot be wrong,
//!   or into all of its problems, each with the place where it is.
//! - **Bounded.** Nothing allocates in proportion to a number in the input, only to its length; every
//!   hard bound is in [`limits`].
//!
//! # The host's loop
//!
//! The host tells what happened, carries out what follows, and comes back when time is up:
//!
//! ```
//! use liveberth_core::control_plane::{ControlPlane, Effect, Input};
//! use liveberth_core::deployment::LifecyclePolicy;
//! use liveberth_core::limits::Limits;
//! use liveberth_core::placement::PlacementPolicy;
//! use liveberth_core::time::Timestamp;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let policy = LifecyclePolicy::default();
//! let mut plane = ControlPlane::new(Limits::default(), policy, PlacementPolicy::default())?;
//! let mut news = std::collections::VecDeque::new();
//! # for input in [
//! #     r#"{"type":"nodeUp","node":{"id":"one","computeGroup":"a","cpu":4000,"memory":17179869184}}"#,
//! #     r#"{"type":"queueSet","queue":{"id":"q","kind":"VCPU","limit":4000,"computeGroups":["a"]}}"#,
//! #     r#"{"type":"projectSet","project":"ri.a.b.c.p","queues":{"vcpu":"q"}}"#,
//! #     r#"{"type":"versionPublished","target":{"type":"direct","modelRid":"ri.a.b.c.m",
//! #        "branch":"master"},"version":"ri.a.b.c.v","sequence":1}"#,
//! #     r#"{"type":"create","rid":"ri.a.b.c.d","project":"ri.a.b.c.p","target":{"type":"direct",
//! #        "modelRid":"ri.a.b.c.m","branch":"master"},"configuration":{"minReplicas":1,
//! #        "maxReplicas":1,"sources":[],"environmentVariables":{}}}"#,
//! # ] {
//! #     news.push_back(serde_json::from_str(input)?);
//! # }
//! # let rid = "ri.a.b.c.d".parse()?;
//! # let clock = || Timestamp::from_millis(1_000);
//! while let Some(input) = news.pop_front() {
//!     for effect in plane.step(clock(), input)? {
//!         match effect {
//!             Effect::Launch { replica, attempt, .. } => {
//!                 // Start a process; when it answers its probe:
//!                 news.push_back(Input::ReplicaReady { replica, attempt });
//!             }
//!             Effect::Stop { replica, attempt, .. } | Effect::Kill { replica, attempt } => {
//!                 // End the process; when it is gone for certain:
//!                 news.push_back(Input::ReplicaStopped { replica, attempt });
//!             }
//!             Effect::SetRoutes { .. } | Effect::Status { .. } | Effect::Log { .. } => {}
//!         }
//!     }
//! }
//! assert!(plane.deployment(&rid).is_some_and(|it| it.status.is_ready));
//! // With nothing left to tell, sleep until then and send `Input::Tick`.
//! assert_eq!(plane.next_wake(), None);
//! # Ok(())
//! # }
//! ```
//!
//! A host that keeps its inputs in a journal and now and then what [`save`] gives, can be killed at any
//! moment: [`restore`], replay, carry out what [`resume`] says.
//!
//! # What this crate does not do
//!
//! It starts no process, opens no socket, asks no cloud for machines, and evicts nobody: a replica
//! that has its place keeps it until it is no longer wanted, fails, or loses its node.
//!
//! [`save`]: control_plane::ControlPlane::save
//! [`restore`]: control_plane::ControlPlane::restore
//! [`resume`]: control_plane::ControlPlane::resume
#![no_std]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::float_arithmetic,
        clippy::iter_over_hash_type,
        clippy::alloc_instead_of_core,
        clippy::std_instead_of_core,
        clippy::std_instead_of_alloc
    )
)]

extern crate alloc;
// Tests run on a host and may use its collections and threads; the library may not.
#[cfg(test)]
extern crate std;

pub mod api;
mod autoscaler;
pub mod cluster;
pub mod config;
pub mod control_plane;
mod cut;
pub mod deployment;
mod document;
pub mod error;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
pub mod gpu;
#[cfg(feature = "json")]
pub mod json;
pub mod limits;
mod name;
pub mod number;
pub mod placement;
pub mod quantity;
pub mod queue;
pub mod resources;
pub mod rid;
pub mod routing;
mod sort;
pub mod sorted_map;
pub mod time;

// What the README shows is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
