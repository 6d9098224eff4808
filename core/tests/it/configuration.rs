//! Properties of the configuration check.

mod oracle;
mod properties;
mod requests;
mod schema;
