//! The names that an environment may not set.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::RESERVED_ENVIRONMENT_VARIABLES;
use crate::sort;

/// Names that an environment may not set, compared case-sensitively.
///
/// The documented ones, or those that a platform names instead. As JSON a list of names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReservedNames {
    /// In the order of their bytes, each once. Absent where they are the documented ones, so that
    /// these cost nothing.
    named: Option<Vec<String>>,
}

impl ReservedNames {
    /// The [documented names](RESERVED_ENVIRONMENT_VARIABLES).
    pub const DOCUMENTED: Self = Self { named: None };

    /// The names, each once.
    #[cfg(any(feature = "schema", test, doc))]
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let documented = RESERVED_ENVIRONMENT_VARIABLES.iter().filter(|_| self.named.is_none());
        documented.copied().chain(self.named.iter().flatten().map(String::as_str))
    }

    /// Whether a name is one of them.
    pub fn contains(&self, name: &str) -> bool {
        match &self.named {
            None => RESERVED_ENVIRONMENT_VARIABLES.contains(&name),
            Some(named) => named.binary_search_by(|known| known.as_str().cmp(name)).is_ok(),
        }
    }
}

impl FromIterator<String> for ReservedNames {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        let mut named = Vec::from_iter(names);
        sort::sort(&mut named);
        named.dedup();
        Self::from_sorted(named)
    }
}

impl ReservedNames {
    /// The names in the order of their bytes, each once.
    pub(crate) fn from_sorted(named: Vec<String>) -> Self {
        let documented = Self::DOCUMENTED;
        let is_documented = named.len() == RESERVED_ENVIRONMENT_VARIABLES.len()
            && named.iter().all(|name| documented.contains(name));
        if is_documented { documented } else { Self { named: Some(named) } }
    }
}

impl Serialize for ReservedNames {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.named {
            Some(named) => named.serialize(serializer),
            None => {
                let mut documented = RESERVED_ENVIRONMENT_VARIABLES;
                sort::sort(&mut documented);
                documented.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for ReservedNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from_iter)
    }
}
