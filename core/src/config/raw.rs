//! Objects and maps as written: what is given, what is unknown, what is repeated.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ptr;

use smallvec::SmallVec;

use super::rules::{MAX_MEMBERS, Member, ObjectType};
use crate::document::{Kind, Value};

/// The members of an object, each absent or as first given.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    object: &'static ObjectType,
    values: [Option<Value<'a>>; MAX_MEMBERS],
    strays: Vec<Entry<'a>>,
}

/// A name with its first value, and whether there are more.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) value: Value<'a>,
    pub(super) repeated: bool,
}

impl<'a> Fields<'a> {
    /// Sorts the members of `value` into the places that `object` has for them.
    pub(super) fn read(value: Value<'a>, object: &'static ObjectType) -> Self {
        let mut fields = Self { object, values: [None; MAX_MEMBERS], strays: Vec::new() };
        for (key, value) in value.members() {
            match fields.place(&key) {
                Some(free @ None) => *free = Some(value),
                taken => {
                    let repeated = taken.is_some();
                    fields.strays.push(Entry { key, value, repeated });
                }
            }
        }
        sort(&mut fields.strays);
        fields.strays.dedup_by(repeats);
        fields
    }

    fn place(&mut self, name: &str) -> Option<&mut Option<Value<'a>>> {
        let place = self.object.members.iter().position(|member| member.name == name)?;
        self.values.get_mut(place)
    }

    /// The member's first value; null counts as absent.
    #[inline]
    pub(super) fn value(&self, member: &Member) -> Option<Value<'a>> {
        let place = self.object.members.iter().position(|known| ptr::eq(*known, member))?;
        let value = *self.values.get(place)?;
        value.filter(|value| value.kind() != Kind::Null)
    }

    /// The names that are unknown or repeated, each once, by their bytes.
    pub(super) fn strays(&self) -> &[Entry<'a>] {
        &self.strays
    }

    /// Whether the object has a member of this name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.object.members.iter().any(|member| member.name == name)
    }
}

/// A few entries, that are not kept.
pub(super) type Entries<'a> = SmallVec<[Entry<'a>; 8]>;

/// The entries of a map, each key once, by the bytes of the keys.
pub(super) fn entries(value: Value<'_>) -> Entries<'_> {
    let mut entries = Entries::new();
    for (key, value) in value.members() {
        entries.push(Entry { key, value, repeated: false });
    }
    sort(&mut entries);
    entries.dedup_by(repeats);
    entries
}

/// The texts of a list, each once and with its first element, by their bytes.
pub(super) fn first_elements(value: Value<'_>) -> Entries<'_> {
    let mut firsts = Entries::new();
    for value in value.elements() {
        if let Some(key) = value.text() {
            firsts.push(Entry { key, value, repeated: false });
        }
    }
    sort(&mut firsts);
    firsts.dedup_by(repeats);
    firsts
}

/// Sorts by the bytes of the keys. Of equal ones the first in the text stays first.
fn sort(entries: &mut [Entry<'_>]) {
    entries.sort_unstable_by(|a, b| a.key.cmp(&b.key).then(a.value.place().cmp(&b.value.place())));
}

/// Whether an entry repeats the one before it, which is then marked.
fn repeats(later: &mut Entry<'_>, first: &mut Entry<'_>) -> bool {
    let same = later.key == first.key;
    first.repeated |= same;
    same
}
