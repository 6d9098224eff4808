//! The grammar of JSON (RFC 8259), checked strictly and in one pass, without recursion.

use super::Kind;
use super::span::{Span, Spans};
use super::word::{below, count_before, equal};
use crate::limits::MAX_DOCUMENT_DEPTH;

/// Checks that a text is exactly one JSON value, nested no deeper than the limit, and finds the spans of
/// all values in it.
///
/// Whether it is UTF-8 is not looked at. The error is the offset of the first byte that cannot
/// stand where it is.
pub(super) fn check_grammar(text: &[u8], spans: &mut Spans) -> Result<(), usize> {
    let open = Open { spans, innermost: 0, kinds: 0, depth: 0 };
    let mut scanner = Scanner { length: text.len(), rest: text, open };
    scanner.text().map_err(|Fault| scanner.offset())
}

/// Whether more brackets than the limit are ever open at once, strings left out.
///
/// Asked of texts that are no JSON too, so brackets are counted whether or not they match.
pub(super) fn is_too_deep(mut text: &[u8]) -> bool {
    let mut depth = 0_usize;
    while let Some((byte, rest)) = text.split_first() {
        text = rest;
        match byte {
            b'"' => text = after_string(rest),
            b'[' | b'{' => depth = depth.saturating_add(1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DOCUMENT_DEPTH {
            return true;
        }
    }
    false
}

/// How many bytes of a string come before its end or its first escape.
#[inline]
fn plain_length(text: &[u8]) -> usize {
    count_before(text, |word| equal(word, b'"') | equal(word, b'\\'))
}

/// What follows a string whose opening quote is passed; nothing, if it is never closed.
fn after_string(mut text: &[u8]) -> &[u8] {
    loop {
        match text.get(plain_length(text)..) {
            Some([b'\\', _, rest @ ..]) => text = rest,
            Some([b'"', rest @ ..]) => return rest,
            _ => return &[],
        }
    }
}

/// The text breaks the grammar at the scanner's position.
struct Fault;

struct Scanner<'a, 's> {
    /// Of the whole text.
    length: usize,
    rest: &'a [u8],
    open: Open<'s>,
}

/// The spans of the text so far, and which of the containers are open.
///
/// While a container is open, its count is the place of the container that it is in.
struct Open<'s> {
    spans: &'s mut Spans,
    /// The place of the innermost.
    innermost: usize,
    /// What each is, the innermost in the lowest bit: 1 for an object, 0 for a list. Their spans say so
    /// too, but it is asked after every value, and to look there is slower.
    kinds: u64,
    depth: usize,
}

// One bit a level has to be enough.
const _: () = assert!(MAX_DOCUMENT_DEPTH <= 64);

impl Open<'_> {
    fn push(&mut self, kind: Kind, start: usize) -> Result<(), Fault> {
        if self.depth >= MAX_DOCUMENT_DEPTH {
            return Err(Fault);
        }
        self.depth = self.depth.saturating_add(1);
        self.kinds = (self.kinds << 1) | u64::from(kind == Kind::Object);
        let place = self.spans.len();
        let count = self.innermost;
        self.spans.push(Span { kind, has_escapes: false, start, end: start, count });
        self.innermost = place;
        Ok(())
    }

    fn pop(&mut self, end: usize) {
        self.depth = self.depth.saturating_sub(1);
        self.kinds >>= 1;
        let count = self.spans.len().saturating_sub(self.innermost);
        if let Some(span) = self.spans.get_mut(self.innermost) {
            self.innermost = span.count;
            *span = Span { end, count, ..*span };
        }
    }

    fn innermost(&self) -> Option<Kind> {
        match (self.depth, self.kinds & 1) {
            (0, _) => None,
            (_, 1) => Some(Kind::Object),
            _ => Some(Kind::Array),
        }
    }
}

impl Scanner<'_, '_> {
    fn text(&mut self) -> Result<(), Fault> {
        loop {
            self.pass_blanks();
            if self.value_or_opening()? {
                // The first value inside the bracket is next.
                continue;
            }
            if self.closings_and_comma()? {
                return Ok(());
            }
        }
    }

    /// Passes a scalar or an empty container; or opens a container, and says so.
    fn value_or_opening(&mut self) -> Result<bool, Fault> {
        match self.peek() {
            Some(b'{') => return self.opening(Kind::Object, b'}'),
            Some(b'[') => return self.opening(Kind::Array, b']'),
            Some(b'"') => self.string()?,
            Some(b'-' | b'0'..=b'9') => self.scalar(Kind::Number, Self::number)?,
            Some(b't') => self.scalar(Kind::Boolean, |scanner| scanner.word(b"true"))?,
            Some(b'f') => self.scalar(Kind::Boolean, |scanner| scanner.word(b"false"))?,
            Some(b'n') => self.scalar(Kind::Null, |scanner| scanner.word(b"null"))?,
            _ => return Err(Fault),
        }
        Ok(false)
    }

    fn opening(&mut self, kind: Kind, closing: u8) -> Result<bool, Fault> {
        self.open.push(kind, self.offset())?;
        self.advance();
        self.pass_blanks();
        if self.pass_if(|byte| byte == closing) {
            self.open.pop(self.offset());
            return Ok(false);
        }
        if kind == Kind::Object {
            self.name()?;
        }
        Ok(true)
    }

    /// Passes what may follow a value, up to the next one; true at the end of the text.
    fn closings_and_comma(&mut self) -> Result<bool, Fault> {
        loop {
            self.pass_blanks();
            match (self.open.innermost(), self.peek()) {
                (None, None) => return Ok(true),
                (Some(Kind::Object), Some(b'}')) | (Some(Kind::Array), Some(b']')) => {
                    self.advance();
                    self.open.pop(self.offset());
                }
                (Some(kind), Some(b',')) => {
                    self.advance();
                    if kind == Kind::Object {
                        self.pass_blanks();
                        self.name()?;
                    }
                    return Ok(false);
                }
                _ => return Err(Fault),
            }
        }
    }

    #[inline]
    fn scalar(
        &mut self,
        kind: Kind,
        pass: impl FnOnce(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let start = self.offset();
        pass(self)?;
        let end = self.offset();
        self.open.spans.push(Span { kind, has_escapes: false, start, end, count: 1 });
        Ok(())
    }

    /// Passes a member's name and its colon.
    #[inline]
    fn name(&mut self) -> Result<(), Fault> {
        self.string()?;
        self.pass_blanks();
        self.expect(b':')
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.expect(b'"')?;
        let start = self.offset();
        let mut has_escapes = false;
        loop {
            let stop = count_before(self.rest, |word| {
                below(word, b' ') | equal(word, b'"') | equal(word, b'\\')
            });
            self.rest = self.rest.get(stop..).unwrap_or_default();
            match self.rest {
                [b'"', rest @ ..] => {
                    let end = self.offset();
                    self.rest = rest;
                    self.open.spans.push(Span {
                        kind: Kind::String,
                        has_escapes,
                        start,
                        end,
                        count: 1,
                    });
                    return Ok(());
                }
                [b'\\', ..] => self.escape()?,
                _ => return Err(Fault),
            }
            has_escapes = true;
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        let start = self.rest;
        let result = self.escape_sequence();
        if result.is_err() {
            // The whole escape is at fault, not the digit where that showed.
            self.rest = start;
        }
        result
    }

    fn escape_sequence(&mut self) -> Result<(), Fault> {
        self.expect(b'\\')?;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.advance();
                Ok(())
            }
            Some(b'u') => match self.code_unit()? {
                0xD800..=0xDBFF => {
                    self.expect(b'\\')?;
                    match self.code_unit()? {
                        0xDC00..=0xDFFF => Ok(()),
                        _ => Err(Fault),
                    }
                }
                0xDC00..=0xDFFF => Err(Fault),
                _ => Ok(()),
            },
            _ => Err(Fault),
        }
    }

    /// Passes `u` and four hexadecimal digits.
    fn code_unit(&mut self) -> Result<u32, Fault> {
        self.expect(b'u')?;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            unit = (unit << 4) | digit.ok_or(Fault)?;
            self.advance();
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<(), Fault> {
        self.pass_if(|byte| byte == b'-');
        if self.peek() == Some(b'0') {
            self.advance();
        } else {
            self.digits()?;
        }
        if self.pass_if(|byte| byte == b'.') {
            self.digits()?;
        }
        if self.pass_if(|byte| matches!(byte, b'e' | b'E')) {
            self.pass_if(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        Ok(())
    }

    #[inline]
    fn digits(&mut self) -> Result<(), Fault> {
        let [b'0'..=b'9', ..] = self.rest else { return Err(Fault) };
        while let [b'0'..=b'9', rest @ ..] = self.rest {
            self.rest = rest;
        }
        Ok(())
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Fault> {
        self.rest = self.rest.strip_prefix(word).ok_or(Fault)?;
        Ok(())
    }

    fn pass_blanks(&mut self) {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn expect(&mut self, expected: u8) -> Result<(), Fault> {
        if self.pass_if(|byte| byte == expected) { Ok(()) } else { Err(Fault) }
    }

    #[inline]
    fn pass_if(&mut self, is_wanted: impl Fn(u8) -> bool) -> bool {
        let passes = self.peek().is_some_and(is_wanted);
        if passes {
            self.advance();
        }
        passes
    }

    /// How much of the text is passed.
    fn offset(&self) -> usize {
        self.length.saturating_sub(self.rest.len())
    }

    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn advance(&mut self) {
        if let Some((_, rest)) = self.rest.split_first() {
            self.rest = rest;
        }
    }
}
