//! The environment of a replica.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;

use super::Checker;
use crate::config::diagnostic::Problem;
use crate::config::raw::{Entry, entries};
use crate::document::{Kind, Value};
use crate::sorted_map::SortedMap;

impl Checker<'_> {
    pub(super) fn environment_variables(
        &mut self,
        value: Value<'_>,
    ) -> Option<SortedMap<String, String>> {
        let value = self.of_kind(value, Kind::Object)?;
        let entries = entries(value);
        let mut variables = SortedMap::with_capacity(entries.len());
        for entry in &entries {
            if let Some(value) = self.environment_variable(entry) {
                variables.insert((*entry.key).to_owned(), value);
            }
        }
        Some(variables)
    }

    fn environment_variable(&mut self, entry: &Entry<'_>) -> Option<String> {
        let name = || (*entry.key).to_owned();
        let value = entry.value.text();
        let of_name = if !is_environment_variable_name(&entry.key) {
            Some(Problem::InvalidEnvironmentVariableName { name: name() })
        } else if self.limits.reserved_environment_variables.contains(&entry.key) {
            Some(Problem::ReservedEnvironmentVariable { name: name() })
        } else {
            None
        };
        let of_value = match &value {
            None => Some(Problem::WrongType {
                expected: Kind::String.name(),
                found: entry.value.kind().name(),
            }),
            Some(value) if value.contains('\0') => {
                Some(Problem::InvalidEnvironmentVariableValue { name: name() })
            }
            Some(_) => None,
        };
        let of_entry = entry.repeated.then(|| Problem::DuplicateField { name: name() });
        for problem in [of_name, of_value, of_entry].into_iter().flatten() {
            self.report_within(&entry.key, problem);
        }
        value.map(Cow::into_owned)
    }
}

fn is_environment_variable_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
