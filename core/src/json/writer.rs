//! Values as JSON text whose numbers are ECMAScript's.

use alloc::string::{String, ToString};

use serde::Serialize;

use crate::number::Double;

/// `value` as JSON text.
///
/// `serde_json` writes some doubles in a form of its own (`5e-6`, `1e21`); ECMAScript has
/// `0.000005` and `1e+21`, and so have we.
pub(super) fn write(value: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string(value)?;
    let mut answer = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, token, after)) = next_token(rest) {
        answer.push_str(before);
        match token.parse().ok().and_then(Double::new) {
            Some(double) if is_double(token) => answer.push_str(&double.to_string()),
            _ => answer.push_str(token),
        }
        rest = after;
    }
    answer.push_str(rest);
    Ok(answer)
}

/// The next string or number of a JSON text, with what is before and after it.
fn next_token(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit())?;
    let (before, from_token) = text.split_at_checked(start)?;
    let length = match from_token.strip_prefix('"') {
        Some(inside) => string_length(inside).checked_add(1)?,
        None => from_token
            .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e'))
            .unwrap_or(from_token.len()),
    };
    let (token, after) = from_token.split_at_checked(length)?;
    Some((before, token, after))
}

/// How long a string is from behind its opening quote up to and with its closing one.
fn string_length(inside: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'"' if !escaped => return at.saturating_add(1),
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    inside.len()
}

/// Whether a token is a number with a point or an exponent.
fn is_double(token: &str) -> bool {
    !token.starts_with('"') && token.contains(['.', 'e'])
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use serde_json::json;

    use super::*;

    #[test]
    fn doubles_are_written_as_ecmascript_writes_them() {
        let value = json!([1e21, 5e-6, 1e-5, 1e-7, 0.1, 1e20, -2.5e-6]);
        let text = "[1e+21,0.000005,0.00001,1e-7,0.1,100000000000000000000,-0.0000025]";
        assert_eq!(write(&value).unwrap(), text);
    }

    #[test]
    fn whole_numbers_and_strings_stay_as_they_are() {
        let value = json!({"5e-6": [u64::MAX, i64::MIN, "1e21", "\"5e-6\\", "\\\"1e21", "é"]});
        assert_eq!(write(&value).unwrap(), value.to_string());
        assert_eq!(write(&vec![0_u8; 0]).unwrap(), "[]");
    }
}
