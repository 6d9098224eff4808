//! Memory as a client wrote it, with the amount it stands for.

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::cut::cut_before;
use crate::quantity::{MemoryBytes, ParseMemoryError};

/// A memory text such as `256MiB` that is known to be well formed.
///
/// Clients get back what they wrote, so the text is kept beside its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryText {
    written: String,
    bytes: MemoryBytes,
}

impl MemoryText {
    /// Reads the text.
    ///
    /// # Errors
    /// The text is no amount of memory; see [`ParseMemoryError`].
    pub fn new(written: &str) -> Result<Self, ParseMemoryError> {
        Ok(Self { bytes: written.parse()?, written: written.to_owned() })
    }

    /// The text as the client wrote it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether the unit is one that others read as a power of 1000: `M`, `MB`, but not `Mi`.
    pub(super) fn has_ambiguous_unit(&self) -> bool {
        let (_, unit) = cut_before(&self.written, |byte| byte.is_ascii_alphabetic());
        let first = unit.bytes().next().map(|first| first.to_ascii_lowercase());
        let is_power = first.is_some_and(|first| first != b'b');
        is_power && !unit.bytes().any(|byte| byte.eq_ignore_ascii_case(&b'i'))
    }

    /// The amount that the text stands for.
    pub const fn bytes(&self) -> MemoryBytes {
        self.bytes
    }
}

impl Serialize for MemoryText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for MemoryText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
