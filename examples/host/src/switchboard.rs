//! Requests on their way to replicas. The router decides; this only hands on what it says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use liveberth_core::api::LiveDeploymentStatus;
use liveberth_core::control_plane::Route;
use liveberth_core::deployment::ReplicaId;
use liveberth_core::rid::LiveDeploymentRid;
use liveberth_core::routing::{
    Decision, Decisions, Refusal, RequestId, Router, RoutingError, RoutingPolicy,
    RoutingPolicyError,
};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::clock::Stopwatch;
use crate::executor::Report;

/// The router, and those who wait for its word.
pub(crate) struct Switchboard {
    desk: Mutex<Desk>,
    /// Requests end with the process, so setting the machine's clock neither hurries nor delays them.
    clock: Stopwatch,
    /// Where the control plane hears of loads.
    report: Report,
}

struct Desk {
    router: Router,
    last: u64,
    callers: BTreeMap<RequestId, UnboundedSender<Word>>,
}

/// What a caller is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// A replica has room for the request.
    Go(ReplicaId),
    /// The request is refused.
    Refused(Refusal),
    /// It has taken too long.
    TimedOut,
}

/// A request under way, until it is dropped: with its answer, or because its caller has gone.
pub(crate) struct Call {
    switchboard: Arc<Switchboard>,
    request: RequestId,
    words: UnboundedReceiver<Word>,
}

impl Call {
    /// What the router says next. After a refusal, or that it took too long, it says no more.
    pub(crate) async fn word(&mut self) -> Option<Word> {
        self.words.recv().await
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.switchboard.hang_up(self.request);
    }
}

impl Switchboard {
    /// A switchboard without requests.
    ///
    /// # Errors
    /// Requests cannot live by the policy.
    pub(crate) fn new(policy: RoutingPolicy, report: Report) -> Result<Self, RoutingPolicyError> {
        let desk = Desk { router: Router::new(policy)?, last: 0, callers: BTreeMap::new() };
        Ok(Self { desk: Mutex::new(desk), clock: Stopwatch::start(), report })
    }

    /// Takes a request.
    ///
    /// # Errors
    /// The control plane has never said anything of the deployment.
    pub(crate) fn call(self: &Arc<Self>, rid: &LiveDeploymentRid) -> Result<Call, RoutingError> {
        let mut desk = self.desk();
        let request = RequestId(desk.last.saturating_add(1));
        let decisions = desk.router.arrived(self.clock.now(), request, rid)?;
        let (caller, words) = mpsc::unbounded_channel();
        desk.last = request.0;
        desk.callers.insert(request, caller);
        self.carry_out(&mut desk, decisions);
        Ok(Call { switchboard: Arc::clone(self), request, words })
    }

    fn hang_up(&self, request: RequestId) {
        let mut desk = self.desk();
        desk.callers.remove(&request);
        let decisions = desk.router.finished(self.clock.now(), request);
        self.carry_out(&mut desk, decisions);
    }

    /// Hears where a deployment's requests may go.
    pub(crate) fn set_routes(&self, rid: &LiveDeploymentRid, routes: &[Route]) {
        self.with_router(|router| router.set_routes(self.clock.now(), rid, routes));
    }

    /// Hears how a deployment is.
    pub(crate) fn set_status(&self, rid: &LiveDeploymentRid, status: LiveDeploymentStatus) {
        self.with_router(|router| router.set_status(self.clock.now(), rid, status));
    }

    /// Lets everything happen that is due.
    pub(crate) fn tick(&self) {
        self.with_router(|router| router.tick(self.clock.now()));
    }

    /// How long until the next tick is due.
    pub(crate) fn until_wake(&self) -> Option<Duration> {
        let wake = self.desk().router.next_wake()?;
        Some(Duration::from_millis(wake.millis_since(self.clock.now())))
    }

    fn with_router(&self, act: impl FnOnce(&mut Router) -> Decisions) {
        let mut desk = self.desk();
        let decisions = act(&mut desk.router);
        self.carry_out(&mut desk, decisions);
    }

    fn carry_out(&self, desk: &mut Desk, decisions: Decisions) {
        let tell = |request, word| {
            if let Some(caller) = desk.callers.get(&request) {
                // A caller who has gone hangs up at once.
                let _ = caller.send(word);
            }
        };
        for decision in decisions {
            match decision {
                Decision::Forward { request, replica } => tell(request, Word::Go(replica)),
                Decision::Wait { .. } => {}
                Decision::Refuse { request, refusal } => tell(request, Word::Refused(refusal)),
                Decision::TimeOut { request, .. } => tell(request, Word::TimedOut),
                Decision::Tell { input } => (self.report)(*input),
            }
        }
    }

    /// The desk, whatever happened to those who held it: it is whole between any two of its calls.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_request_waits_as_long_as_it_may_whatever_the_time_of_day_is() {
        let policy = RoutingPolicy { inference_timeout_ms: 300_000, ..RoutingPolicy::default() };
        let switchboard = Arc::new(Switchboard::new(policy, Arc::new(|_| ())).unwrap());
        let rid = LiveDeploymentRid::new("ri.a.b.c.d").unwrap();
        switchboard.set_routes(&rid, &[]);
        let mut call = switchboard.call(&rid).unwrap();

        // The machine's clock, which tests cannot turn, stands still meanwhile.
        tokio::time::advance(Duration::from_millis(299_999)).await;
        switchboard.tick();
        assert!(call.words.try_recv().is_err());
        assert_eq!(switchboard.until_wake(), Some(Duration::from_millis(1)));
        tokio::time::advance(Duration::from_millis(1)).await;
        switchboard.tick();
        assert_eq!(call.word().await, Some(Word::TimedOut));
    }
}
