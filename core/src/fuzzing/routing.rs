//! Any ways of requests, decoded from bytes, are those that a plain list would give.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::api::{DeploymentState, LiveDeploymentStatus};
use crate::control_plane::{InFlight, Input, Route};
use crate::deployment::ReplicaId;
use crate::fuzzing::choices::Choices;
use crate::rid::LiveDeploymentRid;
use crate::routing::{Decision, Decisions, Refusal, RequestId, Router, RoutingPolicy};
use crate::time::Timestamp;

const POLICY: RoutingPolicy =
    RoutingPolicy { inference_timeout_ms: 100, max_pending_requests: 3, sample_interval_ms: 40 };

/// Every request under way, in a list that is searched anew for each decision.
struct Naive {
    now: u64,
    next: u64,
    deployments: BTreeMap<u8, Deployment>,
}

struct Deployment {
    rid: LiveDeploymentRid,
    state: DeploymentState,
    is_ready: bool,
    routes: Vec<Route>,
    requests: Vec<Request>,
    /// The last sample: when, and what.
    told: Option<(u64, u64, u64, BTreeMap<ReplicaId, u32>)>,
    called_at: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Request {
    id: RequestId,
    since: u64,
    replica: Option<ReplicaId>,
}

/// What was decided about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Forward(RequestId, ReplicaId),
    Wait(RequestId),
    Refuse(RequestId, Refusal),
    TimeOut(RequestId, Option<ReplicaId>),
}

/// Sends requests the ways that the bytes stand for.
///
/// # Panics
/// A promise was broken.
pub fn requests(data: &[u8]) {
    let mut choices = Choices::new(data);
    let Ok(mut router) = Router::new(POLICY) else {
        return;
    };
    let mut naive = Naive { now: 0, next: 0, deployments: BTreeMap::new() };
    while go_on(&mut router, &mut naive, &mut choices).is_some() {
        let verdict = router.check_invariants();
        assert!(verdict.is_ok(), "{verdict:?}");
        naive.check_told();
    }
}

fn go_on(router: &mut Router, naive: &mut Naive, choices: &mut Choices<'_>) -> Option<()> {
    let action = choices.below(9)?;
    let name = choices.below(2)?;
    let rid: LiveDeploymentRid = alloc::format!("ri.a.b.c.d{name}").parse().ok()?;
    naive.now = naive.now.saturating_add(u64::from(choices.below(30)?));
    let now = Timestamp::from_millis(naive.now);
    let is_known = naive.deployments.contains_key(&name);
    let mut answers = naive.time_out(|request| request.replica.is_none());
    let decisions = match action {
        0 => {
            let routes = routes(choices)?;
            let decisions = router.set_routes(now, &rid, &routes);
            naive.of(name, &rid).routes = routes;
            answers.extend(naive.of(name, &rid).forward());
            decisions
        }
        1 => {
            let status = status(choices)?;
            let decisions = router.set_status(now, &rid, status);
            answers.extend(naive.of(name, &rid).set_status(status));
            decisions
        }
        2..=5 if !is_known => {
            let before = router.len();
            let refused = router.arrived(now, RequestId(naive.next), &rid);
            assert!(refused.is_err() && router.len() == before, "{refused:?}");
            router.tick(now)
        }
        2..=5 => {
            let request = RequestId(naive.next);
            naive.next = naive.next.saturating_add(1);
            let decisions = router.arrived(now, request, &rid).ok()?;
            assert!(router.arrived(now, request, &rid).is_err(), "a request came twice");
            let since = naive.now;
            answers.push(naive.of(name, &rid).arrive(request, since));
            decisions
        }
        6 | 7 => {
            let request = RequestId(choices.next()?.into());
            answers.extend(naive.end(request));
            match action {
                6 => router.finished(now, request),
                _ => router.abandoned(now, request),
            }
        }
        _ => router.tick(now),
    };
    answers.extend(naive.time_out(|_| true));
    let decided: Vec<Answer> = decisions.iter().filter_map(answer).collect();
    assert!(decided == answers, "{decided:?} instead of {answers:?}");
    naive.hear(&decisions);
    Some(())
}

fn answer(decision: &Decision) -> Option<Answer> {
    Some(match *decision {
        Decision::Forward { request, replica } => Answer::Forward(request, replica),
        Decision::Wait { request } => Answer::Wait(request),
        Decision::Refuse { request, refusal } => Answer::Refuse(request, refusal),
        Decision::TimeOut { request, replica } => Answer::TimeOut(request, replica),
        Decision::Tell { .. } => return None,
    })
}

fn routes(choices: &mut Choices<'_>) -> Option<Vec<Route>> {
    let mut routes = Vec::new();
    for number in 0..choices.below(4)? {
        let replica = ReplicaId(u64::from(number).saturating_add(choices.below(3)?.into()));
        if routes.iter().all(|route: &Route| route.replica != replica) {
            let priority = choices.below(2)?.into();
            routes.push(Route { replica, priority, max_in_flight: choices.below(3)?.into() });
        }
    }
    Some(routes)
}

fn status(choices: &mut Choices<'_>) -> Option<LiveDeploymentStatus> {
    use DeploymentState::{Active, Degraded, Disabled, Failed, Starting};
    let states = [Active, Active, Degraded, Disabled, Failed, Starting];
    let at = choices.below(6)?;
    let state = *states.get(usize::from(at))?;
    Some(LiveDeploymentStatus { state, is_ready: at == 0 || state == Degraded })
}

impl Naive {
    fn of(&mut self, name: u8, rid: &LiveDeploymentRid) -> &mut Deployment {
        self.deployments.entry(name).or_insert_with(|| Deployment {
            rid: rid.clone(),
            state: DeploymentState::Starting,
            is_ready: false,
            routes: Vec::new(),
            requests: Vec::new(),
            told: None,
            called_at: None,
        })
    }

    fn end(&mut self, id: RequestId) -> Vec<Answer> {
        for deployment in self.deployments.values_mut() {
            if let Some(at) = deployment.requests.iter().position(|request| request.id == id) {
                deployment.requests.remove(at);
                return deployment.forward();
            }
        }
        Vec::new()
    }

    fn time_out(&mut self, concerns: impl Fn(&Request) -> bool) -> Vec<Answer> {
        let is_due = |request: &&Request| {
            self.now.saturating_sub(request.since) >= POLICY.inference_timeout_ms
        };
        let requests = self.deployments.values().flat_map(|it| &it.requests);
        let mut due: Vec<Request> =
            requests.filter(is_due).filter(|it| concerns(it)).copied().collect();
        due.sort_by_key(|request| request.id);
        let mut answers = Vec::new();
        for request in due {
            answers.push(Answer::TimeOut(request.id, request.replica));
            answers.extend(self.end(request.id));
        }
        answers
    }

    /// Takes in what the control plane is told, which has to be true.
    fn hear(&mut self, decisions: &Decisions) {
        for decision in decisions {
            let Decision::Tell { input } = decision else {
                continue;
            };
            let rid = match &**input {
                Input::LoadSample { rid, .. } | Input::RequestArrived { rid } => Some(rid),
                _ => None,
            };
            let now = self.now;
            let named = self.deployments.values_mut().find(|it| Some(&it.rid) == rid);
            assert!(named.is_some(), "{input:?}");
            match (&**input, named) {
                (Input::LoadSample { running, queued, in_flight, .. }, Some(deployment)) => {
                    let count = |it: &InFlight| (it.replica, it.requests);
                    let in_flight = in_flight.iter().map(count).collect();
                    deployment.told = Some((now, *running, *queued, in_flight));
                }
                (_, Some(deployment)) => {
                    let sleeps = matches!(
                        deployment.state,
                        DeploymentState::Active | DeploymentState::Failed
                    );
                    assert!(sleeps && !deployment.is_ready, "a call to who is awake");
                    let is_again =
                        deployment.called_at.is_some_and(|at| now - at < POLICY.sample_interval_ms);
                    assert!(!is_again, "a second call");
                    deployment.called_at = Some(now);
                }
                (_, None) => {}
            }
        }
    }

    /// The control plane knows who is busy, and what it knows is not old.
    fn check_told(&self) {
        for deployment in self.deployments.values() {
            let is_busy = !deployment.requests.is_empty();
            let Some((at, running, queued, in_flight)) = &deployment.told else {
                assert!(!is_busy, "a request that nobody was told of");
                continue;
            };
            let knows = *running > 0 || *queued > 0 || !in_flight.is_empty();
            assert!(knows || !is_busy, "a request that nobody was told of");
            let age = self.now.saturating_sub(*at);
            assert!(!is_busy || age < POLICY.sample_interval_ms, "a load of {age} ms ago");
            if age == 0 {
                let routed = |id: &ReplicaId| deployment.routes.iter().any(|it| it.replica == *id);
                let drains = in_flight.keys().filter(|id| !routed(id));
                let there = |id: &&ReplicaId| deployment.count(**id) > 0;
                assert!(drains.clone().count() == drains.filter(there).count(), "not drained");
            }
        }
    }
}

impl Deployment {
    fn count(&self, replica: ReplicaId) -> u32 {
        let there = self.requests.iter().filter(|it| it.replica == Some(replica));
        u32::try_from(there.count()).unwrap_or(u32::MAX)
    }

    fn pick(&self) -> Option<ReplicaId> {
        let open = self.routes.iter().filter(|it| self.count(it.replica) < it.max_in_flight);
        let best = open.min_by_key(|it| (it.priority, self.count(it.replica), it.replica));
        best.map(|route| route.replica)
    }

    fn forward(&mut self) -> Vec<Answer> {
        let mut answers = Vec::new();
        while let Some(replica) = self.pick() {
            let Some(first) = self.requests.iter_mut().find(|it| it.replica.is_none()) else {
                break;
            };
            first.replica = Some(replica);
            answers.push(Answer::Forward(first.id, replica));
        }
        answers
    }

    fn refusal(&self) -> Option<Refusal> {
        match self.state {
            DeploymentState::Disabled => Some(Refusal::Disabled),
            DeploymentState::Failed => Some(Refusal::Failed),
            _ => None,
        }
    }

    fn set_status(&mut self, status: LiveDeploymentStatus) -> Vec<Answer> {
        (self.state, self.is_ready, self.called_at) = (status.state, status.is_ready, None);
        let Some(refusal) = self.refusal() else {
            return Vec::new();
        };
        let waiting = self.requests.iter().filter(|it| it.replica.is_none());
        let answers = waiting.map(|it| Answer::Refuse(it.id, refusal)).collect();
        self.requests.retain(|it| it.replica.is_some());
        answers
    }

    fn arrive(&mut self, id: RequestId, since: u64) -> Answer {
        let replica = self.pick();
        let waiting = self.requests.iter().filter(|it| it.replica.is_none()).count();
        let is_full = u32::try_from(waiting).is_ok_and(|it| it >= POLICY.max_pending_requests);
        let answer = match (replica, self.refusal()) {
            (Some(replica), _) => Answer::Forward(id, replica),
            (None, Some(refusal)) => return Answer::Refuse(id, refusal),
            (None, None) if is_full => return Answer::Refuse(id, Refusal::TooManyPending),
            (None, None) => Answer::Wait(id),
        };
        self.requests.push(Request { id, since, replica });
        answer
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn requests_go_the_ways_that_a_plain_list_gives(
            ways in proptest::collection::vec(any::<u8>(), 0..400),
        ) {
            requests(&ways);
        }
    }
}
