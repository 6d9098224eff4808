//! The text door: JSON in, JSON out, for bindings and hosts that speak text.
//!
//! The same text gives the same bytes through every binding.

mod check;

pub use check::{
    LimitsError, check_create_request, check_create_request_with_default_target,
    check_replace_request, check_runtime_configuration,
};
