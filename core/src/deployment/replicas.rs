//! The replicas of one deployment.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::slice;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::deployment::{Replica, ReplicaId};

/// The replicas of one deployment, in the order of their identifiers.
///
/// A vector, because most deployments have a handful: a tree's first node alone would be larger
/// than the rest of the deployment. Identifiers only grow, so a new replica goes to the end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Replicas(Vec<Replica>);

impl Replicas {
    pub(crate) fn get(&self, id: ReplicaId) -> Option<&Replica> {
        self.0.get(self.index_of(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: ReplicaId) -> Option<&mut Replica> {
        let index = self.index_of(id)?;
        self.0.get_mut(index)
    }

    /// Makes room for as many more, and not for twice as many.
    pub(crate) fn reserve(&mut self, more: u32) {
        self.0.reserve_exact(usize::try_from(more).unwrap_or_default());
    }

    pub(crate) fn push(&mut self, replica: Replica) {
        debug_assert!(self.0.last().is_none_or(|last| last.id < replica.id), "identifiers grow");
        self.0.push(replica);
    }

    pub(crate) fn remove(&mut self, id: ReplicaId) -> Option<Replica> {
        let index = self.index_of(id)?;
        Some(self.0.remove(index))
    }

    pub(crate) fn iter(&self) -> slice::Iter<'_, Replica> {
        self.0.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> slice::IterMut<'_, Replica> {
        self.0.iter_mut()
    }

    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    fn index_of(&self, id: ReplicaId) -> Option<usize> {
        self.0.binary_search_by_key(&id, |replica| replica.id).ok()
    }
}

/// Saved as a map, so that no replica can be there twice.
impl Serialize for Replicas {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|replica| (replica.id, replica)))
    }
}

impl<'de> Deserialize<'de> for Replicas {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let replicas = BTreeMap::<ReplicaId, Replica>::deserialize(deserializer)?;
        let named = replicas.into_iter().map(|(id, mut replica)| {
            replica.id = id;
            replica
        });
        Ok(Self(named.collect()))
    }
}
