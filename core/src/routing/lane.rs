//! One deployment's lane: where its requests may go, how many run where, and who waits.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::api::{DeploymentState, LiveDeploymentStatus};
use crate::control_plane::{InFlight, Input, Route};
use crate::deployment::ReplicaId;
use crate::rid::LiveDeploymentRid;
use crate::routing::{Refusal, RequestId};
use crate::sort;
use crate::time::Timestamp;

/// One deployment's lane.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    rid: LiveDeploymentRid,
    status: LiveDeploymentStatus,
    replicas: BTreeMap<ReplicaId, Load>,
    /// The replicas that have room, the one to take first: (priority, requests there, replica).
    open: BTreeSet<(u32, u32, ReplicaId)>,
    /// By arrival.
    waiting: BTreeSet<RequestId>,
    /// Requests that were forwarded.
    running: u64,
    /// When the control plane was last told that somebody called, unless the status changed since.
    called_at: Option<Timestamp>,
    /// Whether the control plane was last told of a request.
    is_known_busy: bool,
    /// When the load is told again.
    pub(super) sample_at: Option<Timestamp>,
}

/// What a replica has to do.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    in_flight: u32,
    /// Its route, while it has one: what it had before runs to its end without.
    route: Option<(u32, u32)>,
}

/// What becomes of a request that cannot be forwarded now.
pub(super) enum Otherwise {
    Wait,
    Refuse(Refusal),
}

impl Lane {
    pub(super) const fn new(rid: LiveDeploymentRid, status: LiveDeploymentStatus) -> Self {
        Self {
            rid,
            status,
            replicas: BTreeMap::new(),
            open: BTreeSet::new(),
            waiting: BTreeSet::new(),
            running: 0,
            called_at: None,
            is_known_busy: false,
            sample_at: None,
        }
    }

    pub(super) fn set_status(&mut self, status: LiveDeploymentStatus) {
        self.status = status;
        self.called_at = None;
    }

    /// Takes the only routes that there are from now on.
    pub(super) fn set_routes(&mut self, routes: &[Route]) {
        self.replicas.values_mut().for_each(|load| load.route = None);
        for route in routes {
            let load = self.replicas.entry(route.replica).or_default();
            load.route = Some((route.priority, route.max_in_flight));
        }
        self.replicas.retain(|_, load| load.route.is_some() || load.in_flight > 0);
        let open = self.replicas.iter().filter_map(|(id, load)| load.opening(*id));
        self.open = sort::tree(open);
    }

    /// The replica that gets the next request; `None` if none has room.
    pub(super) fn take_slot(&mut self) -> Option<ReplicaId> {
        let (.., replica) = self.open.pop_first()?;
        let load = self.replicas.get_mut(&replica)?;
        load.in_flight = load.in_flight.saturating_add(1);
        self.open.extend(load.opening(replica));
        self.running = self.running.saturating_add(1);
        Some(replica)
    }

    /// A request has left a replica. Says whether that replica, which has no route any more, has
    /// nothing left to do.
    pub(super) fn give_slot_back(&mut self, replica: ReplicaId) -> bool {
        let Some(load) = self.replicas.get_mut(&replica) else {
            return false;
        };
        if let Some(opening) = load.opening(replica) {
            self.open.remove(&opening);
        }
        load.in_flight = load.in_flight.saturating_sub(1);
        self.running = self.running.saturating_sub(1);
        self.open.extend(load.opening(replica));
        let is_drained = load.route.is_none() && load.in_flight == 0;
        if is_drained {
            self.replicas.remove(&replica);
        }
        is_drained
    }

    pub(super) fn wait(&mut self, request: RequestId) {
        self.waiting.insert(request);
    }

    pub(super) fn leave(&mut self, request: RequestId) {
        self.waiting.remove(&request);
    }

    /// The request that has waited longest, if a replica has room for it.
    pub(super) fn next_to_forward(&mut self) -> Option<(RequestId, ReplicaId)> {
        if self.waiting.is_empty() {
            return None;
        }
        let replica = self.take_slot()?;
        Some((self.waiting.pop_first()?, replica))
    }

    pub(super) fn pop_waiting(&mut self) -> Option<RequestId> {
        self.waiting.pop_first()
    }

    /// What becomes of a request while no replica has room.
    pub(super) fn otherwise(&self, max_pending: u32) -> Otherwise {
        match self.refusal() {
            Some(refusal) => Otherwise::Refuse(refusal),
            None if u32::try_from(self.waiting.len()).is_ok_and(|count| count < max_pending) => {
                Otherwise::Wait
            }
            None => Otherwise::Refuse(Refusal::TooManyPending),
        }
    }

    /// Why nobody can wait here.
    pub(super) const fn refusal(&self) -> Option<Refusal> {
        match self.status.state {
            DeploymentState::Disabled => Some(Refusal::Disabled),
            DeploymentState::Failed => Some(Refusal::Failed),
            DeploymentState::Active | DeploymentState::Degraded | DeploymentState::Starting => None,
        }
    }

    /// Tells that somebody called, as often as loads are told while the deployment looks the same: it
    /// may have no replicas because nobody did, also again after a call that did not help.
    pub(super) fn call(&mut self, now: Timestamp, interval_ms: u64) -> Option<Input> {
        let is_recent = |at: Timestamp| now.millis_since(at) < interval_ms;
        let may_sleep = !self.status.is_ready
            && matches!(self.status.state, DeploymentState::Active | DeploymentState::Failed);
        if !may_sleep || self.called_at.is_some_and(is_recent) {
            return None;
        }
        self.called_at = Some(now);
        Some(Input::RequestArrived { rid: self.rid.clone() })
    }

    pub(super) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Whether there is a request of which the control plane has not heard.
    pub(super) fn has_news(&self) -> bool {
        !self.is_known_busy && self.is_busy()
    }

    /// Whether the load matters: requests are there or were, or may come at any moment.
    pub(super) fn is_watched(&self) -> bool {
        self.is_busy() || self.is_known_busy || !self.replicas.is_empty()
    }

    fn is_busy(&self) -> bool {
        self.running > 0 || self.has_waiting()
    }

    /// The load as it is now. What drains does not count as load: its replica takes no more.
    pub(super) fn sample(&mut self) -> Input {
        self.is_known_busy = self.is_busy();
        let routed = self.replicas.values().filter(|load| load.route.is_some());
        let running = routed.map(|load| u64::from(load.in_flight)).fold(0, u64::saturating_add);
        let busy = self.replicas.iter().filter(|(_, load)| load.in_flight > 0);
        let in_flight: Vec<InFlight> = busy
            .map(|(replica, load)| InFlight { replica: *replica, requests: load.in_flight })
            .collect();
        Input::LoadSample {
            rid: self.rid.clone(),
            running,
            queued: u64::try_from(self.waiting.len()).unwrap_or(u64::MAX),
            in_flight,
        }
    }

    pub(super) fn is_waiting(&self, request: RequestId) -> bool {
        self.waiting.contains(&request)
    }

    /// Whether the books agree with what runs where.
    pub(super) fn check(&self, in_flight: &BTreeMap<ReplicaId, u32>) -> Result<(), &'static str> {
        let known = self.replicas.iter().filter(|(_, load)| load.in_flight > 0);
        if !known.map(|(replica, load)| (replica, &load.in_flight)).eq(in_flight) {
            return Err("requests are counted where they do not run");
        }
        let open = self.replicas.iter().filter_map(|(replica, load)| load.opening(*replica));
        if !sort::tree::<_, BTreeSet<_>>(open).eq(&self.open) {
            return Err("a replica that has room is not open, or another is");
        }
        if self.has_waiting() && !self.open.is_empty() {
            return Err("a request waits although a replica has room");
        }
        if self.has_waiting() && self.refusal().is_some() {
            return Err("a request waits for a deployment that serves nobody");
        }
        if self.is_watched() != self.sample_at.is_some() && self.is_busy() {
            return Err("a load that nobody will be told of");
        }
        Ok(())
    }
}

impl Load {
    /// Its place among the replicas that have room.
    fn opening(&self, replica: ReplicaId) -> Option<(u32, u32, ReplicaId)> {
        let (priority, most) = self.route?;
        (self.in_flight < most).then_some((priority, self.in_flight, replica))
    }
}
