//! Cutting texts at ASCII bytes, without the machinery that the standard library has for patterns.

/// What is before the first `byte`, and what is behind it.
pub(crate) fn cut_at(text: &str, byte: u8) -> Option<(&str, &str)> {
    let (before, from) = cut_before(text, |it| it == byte);
    Some((before, from.get(1..)?))
}

/// What is behind the last `byte`.
pub(crate) fn cut_behind(text: &str, byte: u8) -> Option<&str> {
    let place = text.bytes().rposition(|it| it == byte)?;
    text.get(place.checked_add(1)?..)
}

/// What is before the first byte that is wanted, and what begins with it.
///
/// What is wanted are ASCII bytes, or whatever is behind nothing but ASCII.
#[inline]
pub(crate) fn cut_before(text: &str, is_wanted: impl Fn(u8) -> bool) -> (&str, &str) {
    let place = text.bytes().position(is_wanted).unwrap_or(text.len());
    text.split_at_checked(place).unwrap_or((text, ""))
}

/// A text without the bytes at its end that are not wanted.
pub(crate) fn cut_end(text: &str, is_unwanted: impl Fn(u8) -> bool) -> &str {
    let end = text.bytes().rposition(|it| !is_unwanted(it));
    let end = end.map_or(0, |last| last.saturating_add(1));
    text.get(..end).unwrap_or(text)
}
