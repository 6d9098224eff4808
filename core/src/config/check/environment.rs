//! The environment of a replica.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;

use super::Checker;
use crate::config::diagnostic::Problem;
use crate::config::raw::{Entry, entries};
use crate::document::{Kind, Value};

impl Checker<'_> {
    pub(super) fn environment_variables(
        &mut self,
        value: Value<'_>,
    ) -> Option<BTreeMap<String, String>> {
        let value = self.of_kind(value, Kind::Object)?;
        let variables = entries(value).into_iter().filter_map(|entry| {
            let value = self.at(&entry.key, |checker| checker.environment_variable(&entry));
            Some((entry.key.into_owned(), value?))
        });
        Some(variables.collect())
    }

    fn environment_variable(&mut self, entry: &Entry<'_>) -> Option<String> {
        let name = || (*entry.key).to_owned();
        if !is_environment_variable_name(&entry.key) {
            self.report(Problem::InvalidEnvironmentVariableName { name: name() });
        } else if self.limits.reserved_environment_variables.contains(&*entry.key) {
            self.report(Problem::ReservedEnvironmentVariable { name: name() });
        }
        let value = self.text(entry.value);
        if value.as_ref().is_some_and(|value| value.contains('\0')) {
            self.report(Problem::InvalidEnvironmentVariableValue { name: name() });
        }
        if entry.repeated {
            self.report(Problem::DuplicateField { name: name() });
        }
        value.map(|value| value.into_owned())
    }
}

fn is_environment_variable_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
