//! Objects and maps as written: what is given, what is unknown, what is repeated.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::rules::{MAX_MEMBERS, Member, ObjectType};
use crate::document::{Kind, Value};

/// The members of an object, each absent or as first given.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    object: &'static ObjectType,
    values: [Option<Value<'a>>; MAX_MEMBERS],
    strays: Vec<Stray<'a>>,
}

/// One occurrence of a member that has no place.
#[derive(Debug)]
struct Stray<'a> {
    name: Cow<'a, str>,
    known: bool,
}

/// A name with at least one stray occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StrayName<'s> {
    pub(super) name: &'s str,
    /// The object has no such member.
    pub(super) unknown: bool,
    /// The name is given more than once.
    pub(super) repeated: bool,
}

impl<'a> Fields<'a> {
    /// Sorts the members of `value` into the places that `object` has for them.
    pub(super) fn read(value: Value<'a>, object: &'static ObjectType) -> Self {
        let mut fields = Self { object, values: [None; MAX_MEMBERS], strays: Vec::new() };
        for (name, value) in value.members() {
            fields.place(name, value);
        }
        fields.strays.sort_by(|a, b| a.name.cmp(&b.name));
        fields
    }

    fn place(&mut self, name: Cow<'a, str>, value: Value<'a>) {
        let place = self.object.members.iter().position(|member| member.name == name);
        match place.and_then(|place| self.values.get_mut(place)) {
            Some(free @ None) => *free = Some(value),
            taken => {
                let known = taken.is_some();
                self.strays.push(Stray { name, known });
            }
        }
    }

    /// The member's first value; null counts as absent.
    pub(super) fn value(&self, member: &Member) -> Option<Value<'a>> {
        let mut places = self.object.members.iter().zip(&self.values);
        let (_, value) = places.find(|(known, _)| known.name == member.name)?;
        value.filter(|value| value.kind() != Kind::Null)
    }

    /// The names that are unknown or repeated, each once, by their bytes.
    pub(super) fn strays(&self) -> impl Iterator<Item = StrayName<'_>> {
        self.strays.chunk_by(|a, b| a.name == b.name).filter_map(|occurrences| {
            let first = occurrences.first()?;
            Some(StrayName {
                name: &first.name,
                unknown: !first.known,
                repeated: first.known || occurrences.len() > 1,
            })
        })
    }
}

/// An entry of a map: its first value, and whether there are more.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) value: Value<'a>,
    pub(super) repeated: bool,
}

/// The entries of a map, each key once, by the bytes of the keys.
pub(super) fn entries(value: Value<'_>) -> Vec<Entry<'_>> {
    let mut entries: Vec<_> =
        value.members().map(|(key, value)| Entry { key, value, repeated: false }).collect();
    // The sort is stable, so the first of equal keys stays first, and is the one that is kept.
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    entries.dedup_by(|later, first| {
        let same = later.key == first.key;
        first.repeated |= same;
        same
    });
    entries
}
