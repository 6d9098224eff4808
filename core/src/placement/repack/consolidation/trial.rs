//! Moves, tried on a copy of the cluster and taken back.

use alloc::vec::Vec;

use super::reach::Reach;
use super::{Movable, PlannedMove};
use crate::cluster::{Cluster, NodeId, Reservation};
use crate::placement::{Mix, Placement, PlacementPolicy, Request, Scheduler};

/// A copy of the cluster with the moves that were made on it.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    cluster: Cluster,
    scheduler: Scheduler,
    moves: Vec<(PlannedMove, Reservation)>,
    /// The nodes that something left, which nothing else may take.
    closed: Vec<NodeId>,
}

impl Trial {
    pub(super) fn new(cluster: &Cluster) -> Self {
        Self {
            cluster: cluster.clone(),
            scheduler: Scheduler::new(PlacementPolicy::BestFit, Mix::default()),
            moves: Vec::new(),
            closed: Vec::new(),
        }
    }

    pub(super) const fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Lets a node take new replicas that was cordoned.
    pub(super) fn open(&mut self, node: &NodeId) {
        self.cluster.cordon(node, false);
    }

    /// Moves a replica away from a node, with at most so many moves, those included that make way for
    /// it first. Otherwise everything is as before, but for the nodes that are closed.
    pub(super) fn leave(
        &mut self,
        reach: &Reach<'_>,
        from: &NodeId,
        leaver: &Movable<'_>,
        most_moves: usize,
    ) -> bool {
        let Some(before) = most_moves.checked_sub(1) else { return false };
        let held = self.cluster.node(from).and_then(|node| node.reservation(leaver.replica));
        let Some(held) = held.cloned() else { return false };
        self.close(from);
        let request = Request::new(leaver.compute_groups, held.demand);
        if let Some(to) = self.scheduler.place(&mut self.cluster, &request) {
            return self.make(from, leaver, held, to);
        }
        // Without moves to spare there is no use in looking for what could make way.
        let ways = if before == 0 { &[][..] } else { reach.ways(leaver) };
        ways.iter().any(|way| {
            let (made, closed) = (self.moves.len(), self.closed.len());
            let is_made = !self.closed.contains(&way.node)
                && self.leave_all(reach, &way.node, &way.leavers, before)
                && self.follow(&way.node, from, leaver, &held);
            if !is_made {
                self.take_back(made, closed);
            }
            is_made
        })
    }

    /// Moves replicas away from a node, with at most so many moves.
    pub(super) fn leave_all(
        &mut self,
        reach: &Reach<'_>,
        from: &NodeId,
        leavers: &[Movable<'_>],
        most_moves: usize,
    ) -> bool {
        let most = self.moves.len().saturating_add(most_moves);
        leavers
            .iter()
            .all(|leaver| self.leave(reach, from, leaver, most.saturating_sub(self.moves.len())))
    }

    /// Moves a replica to a node that others have just left.
    fn follow(
        &mut self,
        to: &NodeId,
        from: &NodeId,
        leaver: &Movable<'_>,
        held: &Reservation,
    ) -> bool {
        let request = Request::new(leaver.compute_groups, held.demand);
        let place = self.place_on(to, &request);
        self.cluster.cordon(to, true);
        place.is_some_and(|to| self.make(from, leaver, held.clone(), to))
    }

    fn make(
        &mut self,
        from: &NodeId,
        leaver: &Movable<'_>,
        held: Reservation,
        to: Placement,
    ) -> bool {
        let reservation = to.reservation(held.demand);
        if self.cluster.reserve(&to.node, leaver.replica, reservation).is_err() {
            return false;
        }
        self.cluster.release(from, leaver.replica);
        let planned = PlannedMove { replica: leaver.replica, from: from.clone(), to };
        self.moves.push((planned, held));
        true
    }

    /// The place that a request gets on a node that others have left.
    pub(super) fn place_on(&mut self, node: &NodeId, request: &Request<'_>) -> Option<Placement> {
        self.cluster.cordon(node, false);
        request.place_on(&self.cluster, node)
    }

    /// The moves in their order; the cluster is as it was.
    pub(super) fn finish(&mut self) -> Vec<PlannedMove> {
        let moves = self.moves.iter().map(|(planned, _)| planned.clone()).collect();
        self.take_back(0, 0);
        moves
    }

    /// Takes the last moves back until so many are left, and opens the nodes closed since then.
    fn take_back(&mut self, moves: usize, closed: usize) {
        while self.moves.len() > moves
            && let Some((planned, held)) = self.moves.pop()
        {
            self.cluster.release(&planned.to.node, planned.replica);
            // It was there before, and nothing else has taken its room.
            let _ = self.cluster.reserve(&planned.from, planned.replica, held);
        }
        for node in self.closed.drain(closed.min(self.closed.len())..) {
            self.cluster.cordon(&node, false);
        }
    }

    /// Only nodes that were open are closed, so that all can be opened again.
    fn close(&mut self, node: &NodeId) {
        if !self.closed.contains(node) {
            self.cluster.cordon(node, true);
            self.closed.push(node.clone());
        }
    }
}
