//! Resource identifiers: `ri.<service>.<instance>.<type>.<locator>`.
//!
//! The grammar is that of the public resource-identifier specification, as the API's SDKs check it:
//! service and type are `[a-z][a-z0-9-]*`, the instance is `[a-z0-9][a-z0-9-]*` or empty, the
//! locator is `[a-zA-Z0-9._-]+`. Typed identifiers share the grammar; the type says what the
//! identifier names, so that a model cannot be passed where a version is meant.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};
use thiserror::Error;

use crate::cut::cut_at;

/// Why a text is no resource identifier.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a resource identifier (`ri.<service>.<instance>.<type>.<locator>`)")]
pub struct RidError {
    /// The text that was refused.
    pub text: String,
}

impl RidError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "invalid_rid"
    }
}

/// Whether a text follows the grammar of resource identifiers.
///
/// ```
/// use liveberth_core::rid::is_rid;
/// assert!(is_rid("ri.models.main.model.f351c142-0e4c-4b12-adc2-6e1539737ae9"));
/// assert!(is_rid("ri.models..model.a"));
/// assert!(!is_rid("ri.Models.main.model.a"));
/// ```
pub fn is_rid(text: &str) -> bool {
    let mut rest = text;
    let mut next = || {
        let (part, after) = cut_at(rest, b'.')?;
        rest = after;
        Some(part)
    };
    next() == Some("ri")
        && next().is_some_and(is_name)
        && next().is_some_and(is_instance)
        && next().is_some_and(is_name)
        && is_locator(rest)
}

fn is_name(part: &str) -> bool {
    part.as_bytes().first().is_some_and(u8::is_ascii_lowercase) && is_lower_or_digit_or_dash(part)
}

fn is_instance(part: &str) -> bool {
    part.as_bytes().first() != Some(&b'-') && is_lower_or_digit_or_dash(part)
}

fn is_locator(part: &str) -> bool {
    !part.is_empty()
        && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn is_lower_or_digit_or_dash(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

macro_rules! typed_rid {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identifier with this text.
            ///
            /// # Errors
            /// The text does not follow the grammar of the [module](self).
            pub fn new(text: &str) -> Result<Self, RidError> {
                if is_rid(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(RidError { text: text.to_owned() })
                }
            }

            /// The identifier's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = RidError;

            fn from_str(text: &str) -> Result<Self, RidError> {
                Self::new(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(&text).map_err(de::Error::custom)
            }
        }
    };
}

typed_rid! {
    /// Names a model.
    ModelRid
}
typed_rid! {
    /// Names one version of a model.
    ModelVersionRid
}
typed_rid! {
    /// Names a live deployment.
    LiveDeploymentRid
}
typed_rid! {
    /// Names a source (a connection) that replicas may read.
    SourceRid
}
typed_rid! {
    /// Names the project that a deployment belongs to.
    ProjectRid
}
typed_rid! {
    /// Names any other resource, such as one whose markings may not be exported.
    ResourceRid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_that_of_the_specification() {
        let good = [
            "ri.a.b.c.d",
            "ri.a..c.d",
            "ri.a-1.0-b.c9.A.b_c-d..",
            "ri.foundry-ml-live.main.live-deployment.f351c142-0e4c-4b12-adc2-6e1539737ae9",
        ];
        let bad = [
            "",
            "ri",
            "ri.a.b.c",
            "ri.a.b.c.",
            "r.a.b.c.d",
            "ri..b.c.d",
            "ri.a.-b.c.d",
            "ri.a.b..d",
            "ri.A.b.c.d",
            "ri.a.b.c.d/e",
            "ri.a.b.c.d e",
            "ri.1.b.c.d",
            "ri.a.b.-c.d",
            " ri.a.b.c.d",
            "ri.a.b.c.d\n",
            "ri.a.b.c.é",
        ];
        for text in good {
            assert!(is_rid(text), "{text}");
        }
        for text in bad {
            assert!(!is_rid(text), "{text}");
        }
    }

    #[test]
    fn a_refused_text_is_named_in_the_message() {
        let error = ModelRid::new("model").unwrap_err();
        assert!(alloc::format!("{error}").starts_with("`model` is not"));
    }
}
