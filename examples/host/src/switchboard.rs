//! Requests on their way to replicas. The router decides; this only hands on what it says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use liveberth_core::api::LiveDeploymentStatus;
use liveberth_core::control_plane::Route;
use liveberth_core::deployment::ReplicaId;
use liveberth_core::rid::LiveDeploymentRid;
use liveberth_core::routing::{
    Decision, Decisions, Refusal, RequestId, Router, RoutingError, RoutingPolicy,
    RoutingPolicyError,
};
use liveberth_core::time::Timestamp;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::clock;
use crate::executor::Report;

/// The router, and those who wait for its word.
pub(crate) struct Switchboard {
    desk: Mutex<Desk>,
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
        Ok(Self { desk: Mutex::new(desk), report })
    }

    /// Takes a request.
    ///
    /// # Errors
    /// The control plane has never said anything of the deployment.
    pub(crate) fn call(self: &Arc<Self>, rid: &LiveDeploymentRid) -> Result<Call, RoutingError> {
        let mut desk = self.desk();
        let request = RequestId(desk.last.saturating_add(1));
        let decisions = desk.router.arrived(clock::now(), request, rid)?;
        let (caller, words) = mpsc::unbounded_channel();
        desk.last = request.0;
        desk.callers.insert(request, caller);
        self.carry_out(&mut desk, decisions);
        Ok(Call { switchboard: Arc::clone(self), request, words })
    }

    fn hang_up(&self, request: RequestId) {
        let mut desk = self.desk();
        desk.callers.remove(&request);
        let decisions = desk.router.finished(clock::now(), request);
        self.carry_out(&mut desk, decisions);
    }

    /// Hears where a deployment's requests may go.
    pub(crate) fn set_routes(&self, rid: &LiveDeploymentRid, routes: &[Route]) {
        self.with_router(|router| router.set_routes(clock::now(), rid, routes));
    }

    /// Hears how a deployment is.
    pub(crate) fn set_status(&self, rid: &LiveDeploymentRid, status: LiveDeploymentStatus) {
        self.with_router(|router| router.set_status(clock::now(), rid, status));
    }

    /// Lets everything happen that is due.
    pub(crate) fn tick(&self) {
        self.with_router(|router| router.tick(clock::now()));
    }

    /// When the next tick is due.
    pub(crate) fn next_wake(&self) -> Option<Timestamp> {
        self.desk().router.next_wake()
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
