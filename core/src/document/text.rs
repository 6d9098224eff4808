//! Strings: read from JSON, and written to it.

use alloc::borrow::Cow;
use alloc::string::String;
use core::str::Chars;

/// The characters of a JSON string that is known to be well formed, its quotes included.
pub(super) fn decode(quoted: &str) -> Cow<'_, str> {
    let inside = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    if !inside.contains('\\') {
        return Cow::Borrowed(inside);
    }
    let mut decoded = String::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(c) = rest.next() {
        let c = if c == '\\' { decode_escape(&mut rest) } else { Some(c) };
        decoded.extend(c);
    }
    Cow::Owned(decoded)
}

fn decode_escape(rest: &mut Chars<'_>) -> Option<char> {
    Some(match rest.next()? {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => {
            let unit = decode_hex(rest)?;
            match char::from_u32(unit) {
                Some(c) => c,
                // Half of a pair; the other half follows, as the grammar has it.
                None => {
                    let low = rest.nth(1).and_then(|_| decode_hex(rest))?;
                    char::decode_utf16([u16::try_from(unit).ok()?, u16::try_from(low).ok()?])
                        .next()?
                        .ok()?
                }
            }
        }
        c => c,
    })
}

fn decode_hex(rest: &mut Chars<'_>) -> Option<u32> {
    (0..4).try_fold(0_u32, |value, _| Some(value << 4 | rest.next()?.to_digit(16)?))
}

/// Writes a JSON string as ECMAScript's `JSON.stringify` does.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                let code = u32::from(c);
                out.extend(
                    [code >> 4, code & 15].iter().filter_map(|it| char::from_digit(*it, 16)),
                );
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
