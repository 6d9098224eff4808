//! Requests: which replica each goes to, who waits, and what the control plane hears of it.
//!
//! [`Router`] is a second machine beside the control plane, as pure, but of the moment: it is never
//! saved and never journalled, since requests end with the host that carries them. The control plane
//! says where requests may go; the router tells it how many there are.
//!
//! # A request's way
//!
//! It goes to a replica that has room, of the newest generation that has one, and there to the one
//! with the fewest requests. Where none has room it waits, first come first served, unless the
//! deployment is switched off, has failed, or too many wait already. Whatever becomes of it, it is
//! answered within [`RoutingPolicy::inference_timeout_ms`] of its arrival.
//!
//! ```
//! use liveberth_core::api::{DeploymentState, LiveDeploymentStatus};
//! use liveberth_core::control_plane::Route;
//! use liveberth_core::deployment::ReplicaId;
//! use liveberth_core::routing::{Decision, RequestId, Router, RoutingPolicy};
//! use liveberth_core::time::Timestamp;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut router = Router::new(RoutingPolicy::default())?;
//! let (now, rid) = (Timestamp::from_millis(1_000), "ri.a.b.c.d".parse()?);
//! let route = Route { replica: ReplicaId(7), priority: 0, max_in_flight: 1 };
//! let _ = router.set_routes(now, &rid, &[route]);
//! let status = LiveDeploymentStatus { state: DeploymentState::Active, is_ready: true };
//! let _ = router.set_status(now, &rid, status);
//!
//! let forward = |request, replica| Decision::Forward { request, replica };
//! let decisions = router.arrived(now, RequestId(1), &rid)?;
//! assert_eq!(decisions.iter().next(), Some(&forward(RequestId(1), ReplicaId(7))));
//! let decisions = router.arrived(now, RequestId(2), &rid)?;
//! assert_eq!(decisions.iter().next(), Some(&Decision::Wait { request: RequestId(2) }));
//! let decisions = router.finished(now, RequestId(1));
//! assert_eq!(decisions.iter().next(), Some(&forward(RequestId(2), ReplicaId(7))));
//! # Ok(())
//! # }
//! ```

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use thiserror::Error;

use crate::api::{DeploymentState, LiveDeploymentStatus};
use crate::control_plane::Route;
use crate::deployment::ReplicaId;
use crate::rid::LiveDeploymentRid;
use crate::time::Timestamp;

mod decision;
mod invariants;
mod lane;
mod policy;

pub use decision::{Decision, Decisions, Refusal, RequestId};
pub use policy::{RoutingPolicy, RoutingPolicyError};

use lane::{Lane, Otherwise};

/// Every request that is under way.
#[derive(Debug, Clone)]
pub struct Router {
    policy: RoutingPolicy,
    /// The latest time that was seen.
    now: Timestamp,
    /// By number, in the order in which their deployments were first heard of.
    lanes: Vec<Lane>,
    numbers: BTreeMap<LiveDeploymentRid, LaneNumber>,
    requests: BTreeMap<RequestId, Request>,
    /// The newest request that was seen.
    last: Option<RequestId>,
    /// When requests have to be answered.
    deadlines: BTreeSet<(Timestamp, RequestId)>,
    /// When loads are told.
    samples: BTreeSet<(Timestamp, LaneNumber)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct LaneNumber(u32);

/// A request under way.
#[derive(Debug, Clone, Copy)]
struct Request {
    lane: LaneNumber,
    deadline: Timestamp,
    /// Where it runs; `None` while it waits.
    replica: Option<ReplicaId>,
}

/// Why a request cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RoutingError {
    /// The control plane has never said anything of the deployment.
    #[error("there is no deployment `{rid}`")]
    DeploymentNotFound {
        /// The deployment.
        rid: LiveDeploymentRid,
    },
    /// A request must have a higher number than every one before.
    #[error("request {request} does not come after request {last}")]
    RequestNotNew {
        /// The request.
        request: RequestId,
        /// The newest before.
        last: RequestId,
    },
}

impl RoutingError {
    /// The error's stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DeploymentNotFound { .. } => "deployment_not_found",
            Self::RequestNotNew { .. } => "request_not_new",
        }
    }
}

impl Router {
    /// A router without requests.
    ///
    /// # Errors
    /// Requests cannot live by the policy.
    pub fn new(policy: RoutingPolicy) -> Result<Self, RoutingPolicyError> {
        policy.check()?;
        Ok(Self {
            policy,
            now: Timestamp::ZERO,
            lanes: Vec::new(),
            numbers: BTreeMap::new(),
            requests: BTreeMap::new(),
            last: None,
            deadlines: BTreeSet::new(),
            samples: BTreeSet::new(),
        })
    }

    /// Takes [`SetRoutes`](crate::control_plane::Effect::SetRoutes): these are all there are.
    ///
    /// What runs on a replica that is left out runs to its end there.
    pub fn set_routes(
        &mut self,
        now: Timestamp,
        rid: &LiveDeploymentRid,
        routes: &[Route],
    ) -> Decisions {
        self.turn(now, |router, decisions| {
            let number = router.number_of(rid);
            if let Some(lane) = router.lane_mut(number) {
                lane.set_routes(routes);
            }
            router.forward_waiting(number, decisions);
            // A replica that drains and has nothing to do may be stopped at once.
            router.tell_load(number, decisions);
        })
    }

    /// Takes [`Status`](crate::control_plane::Effect::Status).
    ///
    /// Those who wait for a deployment that is switched off or has failed are refused.
    pub fn set_status(
        &mut self,
        now: Timestamp,
        rid: &LiveDeploymentRid,
        status: LiveDeploymentStatus,
    ) -> Decisions {
        self.turn(now, |router, decisions| {
            let number = router.number_of(rid);
            if let Some(lane) = router.lane_mut(number) {
                lane.set_status(status);
            }
            router.refuse_waiting(number, decisions);
            if router.lane(number).is_some_and(Lane::has_waiting) {
                router.call(number, decisions);
            }
        })
    }

    /// Takes a request.
    ///
    /// # Errors
    /// Nothing is known of the deployment, or the request's number is not new. Nothing has changed.
    pub fn arrived(
        &mut self,
        now: Timestamp,
        request: RequestId,
        rid: &LiveDeploymentRid,
    ) -> Result<Decisions, RoutingError> {
        let number = *self
            .numbers
            .get(rid)
            .ok_or_else(|| RoutingError::DeploymentNotFound { rid: rid.clone() })?;
        if let Some(last) = self.last.filter(|last| *last >= request) {
            return Err(RoutingError::RequestNotNew { request, last });
        }
        self.last = Some(request);
        Ok(self.turn(now, |router, decisions| router.place(request, number, decisions)))
    }

    /// A forwarded request has its answer. One that is not under way any more is left alone.
    pub fn finished(&mut self, now: Timestamp, request: RequestId) -> Decisions {
        self.turn(now, |router, decisions| router.end(request, decisions))
    }

    /// Whoever asked has gone; if the request runs, it is broken off. One that is not under way any
    /// more is left alone.
    pub fn abandoned(&mut self, now: Timestamp, request: RequestId) -> Decisions {
        self.finished(now, request)
    }

    /// Lets everything happen that is due.
    pub fn tick(&mut self, now: Timestamp) -> Decisions {
        self.turn(now, |_, _| ())
    }

    /// When the next [`tick`](Self::tick) is due; `None` while nothing waits for time to pass.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let deadline = self.deadlines.first().map(|(at, _)| *at);
        let sample = self.samples.first().map(|(at, _)| *at);
        deadline.into_iter().chain(sample).min()
    }

    /// How many requests are under way.
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether no request is under way.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Lets something happen, and what is due. Who has waited too long gets no place any more; who has
    /// run too long is done if it finishes right now.
    fn turn(&mut self, now: Timestamp, act: impl FnOnce(&mut Self, &mut Decisions)) -> Decisions {
        self.now = self.now.max(now);
        let mut decisions = Decisions::default();
        self.time_out(|request| request.replica.is_none(), &mut decisions);
        act(self, &mut decisions);
        self.time_out(|_| true, &mut decisions);
        self.tell_due_loads(&mut decisions);
        decisions
    }

    /// Finds a place for a new request.
    fn place(&mut self, request: RequestId, number: LaneNumber, decisions: &mut Decisions) {
        let most = self.policy.max_pending_requests;
        let Some(lane) = self.lane_mut(number) else {
            return;
        };
        let replica = lane.take_slot();
        match (replica, lane.otherwise(most)) {
            (Some(replica), _) => decisions.push(Decision::Forward { request, replica }),
            (None, Otherwise::Wait) => {
                lane.wait(request);
                decisions.push(Decision::Wait { request });
                self.call(number, decisions);
            }
            (None, Otherwise::Refuse(refusal)) => {
                decisions.push(Decision::Refuse { request, refusal });
                self.call(number, decisions);
                return;
            }
        }
        let deadline = self.now.saturating_add(self.policy.inference_timeout_ms);
        self.requests.insert(request, Request { lane: number, deadline, replica });
        self.deadlines.insert((deadline, request));
        if self.lane(number).is_some_and(Lane::has_news) {
            self.tell_load(number, decisions);
        }
    }

    /// Ends a request and lets others take its place.
    fn end(&mut self, request: RequestId, decisions: &mut Decisions) {
        let Some(Request { lane: number, replica, .. }) = self.forget(request) else {
            return;
        };
        let Some(lane) = self.lane_mut(number) else {
            return;
        };
        let Some(replica) = replica else {
            lane.leave(request);
            return;
        };
        let is_drained = lane.give_slot_back(replica);
        self.forward_waiting(number, decisions);
        if is_drained {
            self.tell_load(number, decisions);
        }
    }

    fn forward_waiting(&mut self, number: LaneNumber, decisions: &mut Decisions) {
        while let Some((request, replica)) =
            self.lane_mut(number).and_then(|lane| lane.next_to_forward())
        {
            if let Some(known) = self.requests.get_mut(&request) {
                known.replica = Some(replica);
            }
            decisions.push(Decision::Forward { request, replica });
        }
    }

    fn refuse_waiting(&mut self, number: LaneNumber, decisions: &mut Decisions) {
        let Some(refusal) = self.lane(number).and_then(Lane::refusal) else {
            return;
        };
        while let Some(request) = self.lane_mut(number).and_then(|lane| lane.pop_waiting()) {
            self.forget(request);
            decisions.push(Decision::Refuse { request, refusal });
        }
    }

    /// Answers those of the requests that have taken too long, the oldest first.
    fn time_out(&mut self, concerns: impl Fn(&Request) -> bool, decisions: &mut Decisions) {
        let due = self.deadlines.iter().take_while(|(deadline, _)| *deadline <= self.now);
        let due = due.filter_map(|(_, id)| Some((*id, *self.requests.get(id)?)));
        let due: Vec<(RequestId, Request)> = due.filter(|(_, it)| concerns(it)).collect();
        for (request, Request { replica, .. }) in due {
            decisions.push(Decision::TimeOut { request, replica });
            self.end(request, decisions);
        }
    }

    fn forget(&mut self, request: RequestId) -> Option<Request> {
        let known = self.requests.remove(&request)?;
        self.deadlines.remove(&(known.deadline, request));
        Some(known)
    }

    /// Wakes a deployment that may sleep.
    fn call(&mut self, number: LaneNumber, decisions: &mut Decisions) {
        let (now, interval_ms) = (self.now, self.policy.sample_interval_ms);
        if let Some(input) = self.lane_mut(number).and_then(|it| it.call(now, interval_ms)) {
            decisions.push(Decision::Tell { input: input.into() });
        }
    }

    fn tell_due_loads(&mut self, decisions: &mut Decisions) {
        while let Some((_, number)) = self.samples.first().filter(|(at, _)| *at <= self.now) {
            self.tell_load(*number, decisions);
        }
    }

    /// Tells a deployment's load now, and again after a while as long as it matters.
    fn tell_load(&mut self, number: LaneNumber, decisions: &mut Decisions) {
        let next = self.now.saturating_add(self.policy.sample_interval_ms);
        // At the end of time there is no later one.
        let next = (next > self.now).then_some(next);
        let Some(lane) = self.lane_mut(number) else {
            return;
        };
        let earlier = lane.sample_at;
        decisions.push(Decision::Tell { input: lane.sample().into() });
        lane.sample_at = next.filter(|_| lane.is_watched());
        let later = lane.sample_at;
        if let Some(earlier) = earlier {
            self.samples.remove(&(earlier, number));
        }
        self.samples.extend(later.map(|at| (at, number)));
    }

    /// The lane of a deployment, which is there from the first time that it is heard of.
    fn number_of(&mut self, rid: &LiveDeploymentRid) -> LaneNumber {
        if let Some(number) = self.numbers.get(rid) {
            return *number;
        }
        let number = LaneNumber(u32::try_from(self.lanes.len()).unwrap_or(u32::MAX));
        let status = LiveDeploymentStatus { state: DeploymentState::Starting, is_ready: false };
        self.lanes.push(Lane::new(rid.clone(), status));
        self.numbers.insert(rid.clone(), number);
        number
    }

    fn lane(&self, number: LaneNumber) -> Option<&Lane> {
        self.lanes.get(usize::try_from(number.0).ok()?)
    }

    fn lane_mut(&mut self, number: LaneNumber) -> Option<&mut Lane> {
        self.lanes.get_mut(usize::try_from(number.0).ok()?)
    }
}
