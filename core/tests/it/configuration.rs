//! Properties of the configuration check.

pub(crate) mod oracle;
mod properties;
mod requests;
mod schema;
