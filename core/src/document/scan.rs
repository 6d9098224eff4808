//! The grammar of JSON (RFC 8259), checked strictly and in one pass, without recursion.

use super::container::{Container, Containers};
use super::word::{below, count_before, equal};
use crate::limits::MAX_DOCUMENT_DEPTH;

/// Checks that a text is exactly one JSON value, nested no deeper than the limit, and finds its
/// containers.
///
/// Whether it is UTF-8 is not looked at. The error is the offset of the first byte that cannot
/// stand where it is.
pub(super) fn check_grammar(text: &[u8]) -> Result<Containers, usize> {
    let mut scanner = Scanner { rest: text, open: Open::default() };
    match scanner.text() {
        Ok(()) => Ok(scanner.open.containers),
        Err(Fault) => Err(text.len().saturating_sub(scanner.rest.len())),
    }
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
pub(super) fn plain_length(text: &[u8]) -> usize {
    count_before(text, |word| equal(word, b'"') | equal(word, b'\\'))
}

/// What follows a string whose opening quote is passed; nothing, if it is never closed.
pub(super) fn after_string(mut text: &[u8]) -> &[u8] {
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

struct Scanner<'a> {
    rest: &'a [u8],
    open: Open,
}

/// The containers of the text so far, and which of them are open.
///
/// While a container is open, it holds what its end needs: how much text was left where it began,
/// and the place of the container that it is in.
#[derive(Default)]
struct Open {
    containers: Containers,
    /// The place of the innermost.
    innermost: usize,
    /// What each is, the innermost in the lowest bit: 1 for an object, 0 for a list.
    kinds: u64,
    depth: usize,
}

// One bit a level has to be enough.
const _: () = assert!(MAX_DOCUMENT_DEPTH <= 64);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Object,
    List,
}

impl Open {
    fn push(&mut self, bracket: Bracket, text_left: usize) -> Result<(), Fault> {
        if self.depth >= MAX_DOCUMENT_DEPTH {
            return Err(Fault);
        }
        self.depth = self.depth.saturating_add(1);
        self.kinds = (self.kinds << 1) | u64::from(bracket == Bracket::Object);
        let place = self.containers.len();
        self.containers.push(Container { length: text_left, count: self.innermost });
        self.innermost = place;
        Ok(())
    }

    fn pop(&mut self, text_left: usize) {
        self.depth = self.depth.saturating_sub(1);
        self.kinds >>= 1;
        let count = self.containers.len().saturating_sub(self.innermost);
        if let Some(container) = self.containers.get_mut(self.innermost) {
            self.innermost = container.count;
            let length = container.length.saturating_sub(text_left);
            *container = Container { length, count };
        }
    }

    fn innermost(&self) -> Option<Bracket> {
        match (self.depth, self.kinds & 1) {
            (0, _) => None,
            (_, 1) => Some(Bracket::Object),
            _ => Some(Bracket::List),
        }
    }
}

impl Scanner<'_> {
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
            Some(b'{') => self.opening(Bracket::Object, b'}'),
            Some(b'[') => self.opening(Bracket::List, b']'),
            Some(b'"') => self.string().map(|()| false),
            Some(b'-' | b'0'..=b'9') => self.number().map(|()| false),
            Some(b't') => self.word(b"true").map(|()| false),
            Some(b'f') => self.word(b"false").map(|()| false),
            Some(b'n') => self.word(b"null").map(|()| false),
            _ => Err(Fault),
        }
    }

    fn opening(&mut self, bracket: Bracket, closing: u8) -> Result<bool, Fault> {
        self.open.push(bracket, self.rest.len())?;
        self.advance();
        self.pass_blanks();
        if self.peek() == Some(closing) {
            self.advance();
            self.open.pop(self.rest.len());
            return Ok(false);
        }
        if bracket == Bracket::Object {
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
                (Some(Bracket::Object), Some(b'}')) | (Some(Bracket::List), Some(b']')) => {
                    self.advance();
                    self.open.pop(self.rest.len());
                }
                (Some(bracket), Some(b',')) => {
                    self.advance();
                    if bracket == Bracket::Object {
                        self.pass_blanks();
                        self.name()?;
                    }
                    return Ok(false);
                }
                _ => return Err(Fault),
            }
        }
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
        loop {
            let stop = count_before(self.rest, |word| {
                below(word, b' ') | equal(word, b'"') | equal(word, b'\\')
            });
            self.rest = self.rest.get(stop..).unwrap_or_default();
            match self.rest {
                [b'"', rest @ ..] => {
                    self.rest = rest;
                    return Ok(());
                }
                [b'\\', ..] => self.escape()?,
                _ => return Err(Fault),
            }
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
        if !self.pass_if(|byte| byte.is_ascii_digit()) {
            return Err(Fault);
        }
        self.pass_while(|byte| byte.is_ascii_digit());
        Ok(())
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Fault> {
        self.rest = self.rest.strip_prefix(word).ok_or(Fault)?;
        Ok(())
    }

    fn pass_blanks(&mut self) {
        self.pass_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn expect(&mut self, expected: u8) -> Result<(), Fault> {
        if self.pass_if(|byte| byte == expected) { Ok(()) } else { Err(Fault) }
    }

    #[inline]
    fn pass_while(&mut self, is_wanted: impl Fn(u8) -> bool) {
        let end = self.rest.iter().position(|byte| !is_wanted(*byte));
        self.rest = end.and_then(|end| self.rest.get(end..)).unwrap_or_default();
    }

    #[inline]
    fn pass_if(&mut self, is_wanted: impl Fn(u8) -> bool) -> bool {
        let passes = self.peek().is_some_and(is_wanted);
        if passes {
            self.advance();
        }
        passes
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
