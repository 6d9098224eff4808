//! Amounts, read from their decimal texts.

use serde_json::Value;

/// Bytes of memory: a whole number, a unit, blanks around either; units are powers of 1024.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    let text = text.trim_matches(blank);
    let unit = unit(text)?;
    let digits = text.strip_suffix(unit)?.trim_end_matches(blank);
    let power = match unit.to_ascii_lowercase().as_str() {
        "" | "b" | "byte" | "bytes" => 0,
        "k" | "kb" | "ki" | "kib" => 1,
        "m" | "mb" | "mi" | "mib" => 2,
        "g" | "gb" | "gi" | "gib" => 3,
        "t" | "tb" | "ti" | "tib" => 4,
        "p" | "pb" | "pi" | "pib" => 5,
        _ => return None,
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count = digits.parse::<u128>().ok()?;
    let bytes = count.checked_mul(1024_u128.pow(power))?;
    u64::try_from(bytes).ok().filter(|bytes| *bytes > 0)
}

/// The letters that a text ends in.
pub(super) fn unit(text: &str) -> Option<&str> {
    text.get(text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len()..)
}

/// A number without a fraction, however it is spelled.
pub(super) fn whole(number: &Value) -> Option<i128> {
    number.as_f64()?.to_string().parse().ok()
}

/// Thousandths of a number above 0, rounded up, and whether they had to be; `None` of one so large
/// that it is written with an exponent or passes a `u64`.
pub(super) fn thousandths(number: f64) -> Option<(u64, bool)> {
    // The standard library prints the shortest decimal that reads back, never with an exponent.
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let padded = format!("{fraction:0<3}");
    let (three, rest) = padded.split_at(3);
    let rounded = rest.bytes().any(|digit| digit != b'0');
    let thousandths = format!("{whole}{three}").parse::<u64>().ok()?;
    Some((thousandths + u64::from(rounded), rounded))
}
