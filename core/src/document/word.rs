//! As many bytes at once as a word has.
//!
//! A byte of a word is marked by its highest bit. Subtracting borrows from bytes above a marked one
//! only, so the lowest mark is always right (Warren, *Hacker's Delight*, 6–1).

/// The bytes of a word.
const WIDTH: usize = size_of::<usize>();

/// One in every byte.
const ONES: usize = usize::MAX / 255;

/// The highest bit of every byte.
const HIGHEST: usize = ONES << 7;

/// Marks the bytes of a word that are below one, which is at most 128.
pub(super) const fn below(word: usize, byte: u8) -> usize {
    word.wrapping_sub(every(byte)) & !word & HIGHEST
}

/// Marks the bytes of a word that are this one.
pub(super) const fn equal(word: usize, byte: u8) -> usize {
    below(word ^ every(byte), 1)
}

/// A word of this byte.
const fn every(byte: u8) -> usize {
    ONES.wrapping_mul(byte as usize)
}

/// How many bytes come before the first that is marked: all, if none is.
#[inline]
pub(super) fn count_before(text: &[u8], marks: impl Fn(usize) -> usize) -> usize {
    let (words, rest) = text.as_chunks::<WIDTH>();
    let mut before = 0_usize;
    for word in words {
        let marked = marks(usize::from_le_bytes(*word));
        if marked != 0 {
            return before.saturating_add(first(marked));
        }
        before = before.saturating_add(WIDTH);
    }
    let word = rest.iter().rev().fold(0, |word, byte| (word << 8) | usize::from(*byte));
    before.saturating_add(first(marks(word)).min(rest.len()))
}

/// The place of the lowest mark.
const fn first(marked: usize) -> usize {
    (marked.trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_byte_is_found_as_by_looking_at_each(
            text in prop::collection::vec(prop_oneof![Just(b'"'), 0x1e..=0x22_u8, any::<u8>()], 0..40),
            byte in 0x20..0x22_u8,
        ) {
            let plainly = |is: &dyn Fn(u8) -> bool| {
                text.iter().position(|it| is(*it)).unwrap_or(text.len())
            };
            prop_assert_eq!(count_before(&text, |word| equal(word, byte)), plainly(&|it| it == byte));
            prop_assert_eq!(count_before(&text, |word| below(word, byte)), plainly(&|it| it < byte));
        }
    }
}
