//! The grammar of JSON (RFC 8259), strictly, over a whole text.

use crate::limits::MAX_DOCUMENT_DEPTH;

/// The text of the one value that `text` consists of, without the blanks around it; `None` if the
/// text is not JSON or nested too deep.
pub(super) fn value_of(text: &str) -> Option<&str> {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0 };
    scanner.skip_blanks();
    let start = scanner.at;
    scanner.value(0)?;
    let end = scanner.at;
    scanner.skip_blanks();
    if scanner.peek().is_some() {
        return None;
    }
    text.get(start..end)
}

/// Whether more brackets are open at once, outside strings, than may be; whatever else is wrong.
pub(super) fn is_too_deep(bytes: &[u8]) -> bool {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth = depth.saturating_add(1),
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DOCUMENT_DEPTH {
            return true;
        }
    }
    false
}

/// A position in a text. Each method moves past what it names, or says that it is not there.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    const fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.advance();
        Some(byte)
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.advance();
        }
    }

    /// A value that `depth` brackets enclose. The recursion is bounded by the depth.
    fn value(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'{' => self.container(depth, b'}', Self::member),
            b'[' => self.container(depth, b']', Self::value),
            b'"' => self.string(),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    /// An object or an array: items between commas up to the closing bracket.
    fn container(
        &mut self,
        depth: usize,
        close: u8,
        item: fn(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        let depth = depth.saturating_add(1);
        if depth > MAX_DOCUMENT_DEPTH {
            return None;
        }
        self.advance();
        self.skip_blanks();
        if self.peek()? == close {
            self.advance();
            return Some(());
        }
        loop {
            item(self, depth)?;
            self.skip_blanks();
            match self.next()? {
                b',' => self.skip_blanks(),
                byte => return (byte == close).then_some(()),
            }
        }
    }

    fn member(&mut self, depth: usize) -> Option<()> {
        self.string()?;
        self.skip_blanks();
        self.take(b':')?;
        self.skip_blanks();
        self.value(depth)
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        word.iter().try_for_each(|byte| self.take(*byte))
    }

    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => self.escape()?,
                0..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        match self.next()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => match self.hex()? {
                0xd800..=0xdbff => {
                    self.word(b"\\u")?;
                    matches!(self.hex()?, 0xdc00..=0xdfff).then_some(())
                }
                0xdc00..=0xdfff => None,
                _ => Some(()),
            },
            _ => None,
        }
    }

    fn hex(&mut self) -> Option<u32> {
        (0..4).try_fold(0_u32, |value, _| {
            let digit = char::from(self.next()?).to_digit(16)?;
            Some(value << 4 | digit)
        })
    }

    fn number(&mut self) -> Option<()> {
        if self.peek() == Some(b'-') {
            self.advance();
        }
        if self.peek() == Some(b'0') {
            self.advance();
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.advance();
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.advance();
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.advance();
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        self.peek().filter(u8::is_ascii_digit)?;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.advance();
        }
        Some(())
    }
}
