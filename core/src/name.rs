//! Names that the host gives to its own things: nodes, queues, compute groups.

/// Makes a type for names of one kind, so that a queue's name cannot stand where a node's belongs.
///
/// Names are shared, not copied: every replica carries those of its node and its queue.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug,
            Clone,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            serde::Serialize,
            serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(alloc::sync::Arc<str>);

        impl $name {
            /// The name with this text; any text will do.
            pub fn new(text: impl Into<alloc::sync::Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The name's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(crate) use name;
