//! Cutting texts at an ASCII byte, without the machinery that the standard library has for patterns.

/// What is before the first `byte`, and what is behind it.
pub(crate) fn cut_at(text: &str, byte: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|it| it == byte)?;
    Some((text.get(..place)?, text.get(place.checked_add(1)?..)?))
}

/// What is behind the last `byte`.
pub(crate) fn cut_behind(text: &str, byte: u8) -> Option<&str> {
    let place = text.bytes().rposition(|it| it == byte)?;
    text.get(place.checked_add(1)?..)
}
