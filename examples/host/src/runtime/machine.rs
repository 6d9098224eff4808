//! The one owner of the control plane. Every change passes here: step, journal, effects, answer.
//!
//! A turn takes what is waiting, steps a copy of the state, commits what was accepted and only then
//! shows the copy to readers, carries out the effects and answers. If the commit fails the copy is
//! dropped: memory never runs ahead of the disk, readers see only what is kept, and the host goes
//! on reading while its disk is full. Commands are then answered with the failure; news of replicas
//! is kept and told again in the next turn.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use liveberth_core::api::LiveDeployment;
use liveberth_core::control_plane::{Effect, Effects, Input, StepError};
use liveberth_core::deployment::PolicyError;
use liveberth_core::rid::LiveDeploymentRid;
use liveberth_core::routing::RoutingPolicyError;
use liveberth_core::time::Timestamp;
use thiserror::Error;
use tokio::sync::oneshot;

use super::state::{ReplayError, State, entry};
use crate::clock;
use crate::configuration::Configuration;
use crate::executor::{Executor, Instance, Launch, Report};
use crate::store::{Entry, Store, StoreError};
use crate::switchboard::Switchboard;

/// The most messages of one turn: bounds the time until the first of them is answered.
const MAX_TURN: usize = 256;

/// The most entries of the journal: bounds the time that a restart takes.
const MAX_JOURNAL: usize = 1_000;

/// The longest wait, so that a clock that was set is noticed.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// The shortest wait for a deadline, so that one in the past cannot keep the processor busy.
const MIN_WAIT: Duration = Duration::from_millis(1);

/// A way to the owner, and the state as it was last committed.
#[derive(Clone)]
pub(crate) struct Machine {
    messages: Sender<Message>,
    published: Published,
    switchboard: Arc<Switchboard>,
}

/// The owner at work.
pub(crate) struct Running {
    /// The way to it.
    pub(crate) machine: Machine,
    /// Done when the owner ended: asked to, or by a fault.
    pub(crate) ended: oneshot::Receiver<()>,
}

/// Why the owner cannot start.
#[derive(Debug, Error)]
pub(crate) enum StartError {
    /// The configuration's policy cannot be lived by.
    #[error("the configuration's policy is wrong: {0}")]
    Policy(#[from] PolicyError),
    /// Requests cannot live by the configuration's routing.
    #[error("the configuration's routing is wrong: {0}")]
    Routing(#[from] RoutingPolicyError),
    /// The store holds no usable state.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] CommitError),
    /// The control plane refused something that the configuration describes.
    #[error("the configuration cannot be applied: {0}")]
    Refused(StepError),
    /// The system has no thread left.
    #[error("cannot start a thread: {0}")]
    Thread(#[from] io::Error),
}

/// Why a command was not carried out.
#[derive(Debug, Error)]
pub(crate) enum CommandError {
    /// The control plane refused it.
    #[error(transparent)]
    Refused(#[from] StepError),
    /// It could not be kept, so it was not done.
    #[error("the command could not be kept")]
    NotKept,
    /// The host is stopping.
    #[error("the host is stopping")]
    Stopping,
}

/// Why a turn could not be kept.
#[derive(Debug, Error)]
pub(crate) enum CommitError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something cannot be written as JSON.
    #[error("cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

type Published = Arc<RwLock<Arc<State>>>;

enum Message {
    Command(Command),
    News(Input),
    Stop,
}

struct Command {
    inputs: Vec<Input>,
    rid: LiveDeploymentRid,
    reply: oneshot::Sender<Result<LiveDeployment, CommandError>>,
}

impl Machine {
    /// Restores what the store holds, tells the control plane what the configuration changed, and
    /// starts the owner. The executor is made by `executor`, which is told where its news go.
    ///
    /// # Errors
    /// See [`StartError`].
    pub(crate) fn start(
        mut store: Store,
        configuration: &Configuration,
        executor: impl FnOnce(Report) -> Box<dyn Executor>,
    ) -> Result<Running, StartError> {
        let state = match store.load().map_err(CommitError::from)? {
            Some(kept) => State::replay(&kept)?,
            None => State::new(configuration)?,
        };
        if state.has_other_settings(configuration) {
            tracing::warn!(
                "limits, policy or placement policy changed: what they say of running deployments \
                 stays as it was when the store was made"
            );
        }
        let mut turn = Turn::new(&state, clock::now());
        for input in state.changes(configuration) {
            turn.take(input).map_err(StartError::Refused)?;
        }
        // A first snapshot, so that what the journal says is never read without what it goes on from.
        let snapshot = turn.state.snapshot().map_err(CommitError::from)?;
        store.commit(&[], Some(&snapshot)).map_err(CommitError::from)?;

        let state = Arc::new(turn.state);
        let published = Arc::new(RwLock::new(Arc::clone(&state)));
        let (messages, inbox) = mpsc::channel();
        let news = messages.clone();
        let report: Report = Arc::new(move |input| {
            // Nobody listens any more once the host stops.
            let _ = news.send(Message::News(input));
        });
        let switchboard = Switchboard::new(configuration.routing, Arc::clone(&report))?;
        let switchboard = Arc::new(switchboard);
        let mut owner = Owner {
            executor: executor(report),
            switchboard: Arc::clone(&switchboard),
            store,
            published: Arc::clone(&published),
            news: Vec::new(),
            failing: false,
            state,
        };
        for deployment in owner.state.plane().deployments() {
            switchboard.set_status(&deployment.rid, deployment.status);
        }
        owner.carry_out(owner.state.plane().resume());
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("control-plane".to_owned()).spawn(move || {
            // However the thread ends, the owner goes first and closes its store, then this.
            let _end: oneshot::Sender<()> = end;
            let mut owner = owner;
            owner.run(&inbox);
        })?;
        Ok(Running { machine: Self { messages, published, switchboard }, ended })
    }

    /// The state as it was last committed.
    pub(crate) fn state(&self) -> Arc<State> {
        let published = self.published.read();
        Arc::clone(&published.unwrap_or_else(PoisonError::into_inner))
    }

    /// The way of requests.
    pub(crate) fn switchboard(&self) -> &Arc<Switchboard> {
        &self.switchboard
    }

    /// Has inputs taken one after the other, and gives the deployment as they left it.
    ///
    /// # Errors
    /// The first refusal, or that nothing was done because it could not be kept.
    pub(crate) async fn submit(
        &self,
        inputs: Vec<Input>,
        rid: LiveDeploymentRid,
    ) -> Result<LiveDeployment, CommandError> {
        let (reply, answer) = oneshot::channel();
        let command = Command { inputs, rid, reply };
        self.messages.send(Message::Command(command)).map_err(|_| CommandError::Stopping)?;
        answer.await.map_err(|_| CommandError::Stopping)?
    }

    /// Asks the owner to finish what is waiting and to end.
    pub(crate) fn stop(&self) {
        // If nobody listens it has ended already.
        let _ = self.messages.send(Message::Stop);
    }
}

struct Owner {
    state: Arc<State>,
    published: Published,
    store: Store,
    executor: Box<dyn Executor>,
    switchboard: Arc<Switchboard>,
    /// News that is not committed yet.
    news: Vec<Input>,
    /// Whether the last commit failed.
    failing: bool,
}

impl Owner {
    fn run(&mut self, inbox: &Receiver<Message>) {
        loop {
            let first = match inbox.recv_timeout(self.patience()) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let mut commands = Vec::new();
            let mut stop = false;
            for message in first.into_iter().chain(inbox.try_iter()).take(MAX_TURN) {
                match message {
                    Message::Command(command) => commands.push(command),
                    Message::News(input) => self.news.push(input),
                    Message::Stop => stop = true,
                }
            }
            self.switchboard.tick();
            self.turn(commands);
            if stop {
                return;
            }
        }
    }

    /// How long to wait for a message.
    fn patience(&self) -> Duration {
        if self.failing {
            return MAX_WAIT;
        }
        if !self.news.is_empty() {
            return Duration::ZERO;
        }
        let plane = self.state.plane().next_wake();
        let plane = plane.map(|wake| Duration::from_millis(wake.millis_since(clock::now())));
        let wakes = [plane, self.switchboard.until_wake()];
        wakes.into_iter().flatten().min().map_or(MAX_WAIT, |wait| wait.clamp(MIN_WAIT, MAX_WAIT))
    }

    fn turn(&mut self, commands: Vec<Command>) {
        let now = clock::now();
        let is_due = self.state.plane().next_wake().is_some_and(|wake| wake <= now);
        if !is_due && self.news.is_empty() && commands.is_empty() {
            return;
        }
        let mut turn = Turn::new(&self.state, now);
        if is_due {
            turn.take_or_log(Input::Tick);
        }
        for input in &self.news {
            turn.take_or_log(input.clone());
        }
        let mut answers = Vec::new();
        for command in commands {
            answers.push((command.reply, turn.obey(command.inputs, &command.rid)));
        }
        match self.commit(&turn) {
            Ok(()) => {
                self.failing = false;
                self.news.clear();
                self.publish(turn.state);
                turn.effects.into_iter().for_each(|effects| self.carry_out(effects));
            }
            Err(error) => {
                self.failing = true;
                tracing::error!(error = error.to_string(), "nothing can be kept");
                for (_, answer) in &mut answers {
                    *answer = Err(CommandError::NotKept);
                }
            }
        }
        for (reply, answer) in answers {
            // A client that went away does not need its answer.
            let _ = reply.send(answer);
        }
    }

    fn commit(&mut self, turn: &Turn) -> Result<(), CommitError> {
        if turn.accepted.is_empty() {
            return Ok(());
        }
        let entries = turn
            .accepted
            .iter()
            .map(|input| entry(turn.now, input))
            .collect::<Result<Vec<Entry>, _>>()?;
        let length = self.store.journal_length().saturating_add(entries.len());
        let snapshot = if length > MAX_JOURNAL { Some(turn.state.snapshot()?) } else { None };
        Ok(self.store.commit(&entries, snapshot.as_deref())?)
    }

    fn publish(&mut self, state: State) {
        self.state = Arc::new(state);
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        *published = Arc::clone(&self.state);
    }

    fn carry_out(&mut self, effects: Effects) {
        for effect in effects {
            match effect {
                Effect::Launch { replica, attempt, deployment, node, devices, template } => {
                    self.executor.launch(Launch {
                        instance: Instance { replica, attempt },
                        deployment,
                        node,
                        devices,
                        template,
                    })
                }
                Effect::Stop { replica, attempt, grace_ms } => {
                    self.executor.stop(Instance { replica, attempt }, grace_ms)
                }
                Effect::Kill { replica, attempt } => {
                    self.executor.kill(Instance { replica, attempt });
                }
                Effect::SetRoutes { deployment, routes } => {
                    self.switchboard.set_routes(&deployment, &routes);
                }
                Effect::Status { deployment, status, reason } => {
                    self.switchboard.set_status(&deployment, status);
                    tracing::info!(
                        deployment = deployment.as_str(),
                        state = ?status.state,
                        ready = status.is_ready,
                        ?reason,
                        "status changed"
                    );
                }
                Effect::Log { event } => tracing::info!(?event, "noticed"),
            }
        }
    }
}

/// A copy of the state that goes ahead of it, until it is committed or dropped.
struct Turn {
    now: Timestamp,
    state: State,
    accepted: Vec<Input>,
    effects: Vec<Effects>,
}

impl Turn {
    fn new(state: &State, now: Timestamp) -> Self {
        Self { now, state: state.clone(), accepted: Vec::new(), effects: Vec::new() }
    }

    fn take(&mut self, input: Input) -> Result<(), StepError> {
        let effects = self.state.apply(self.now, input.clone())?;
        self.accepted.push(input);
        self.effects.push(effects);
        Ok(())
    }

    fn take_or_log(&mut self, input: Input) {
        if let Err(error) = self.take(input) {
            tracing::error!(error = error.to_string(), "news was refused");
        }
    }

    fn obey(
        &mut self,
        inputs: Vec<Input>,
        rid: &LiveDeploymentRid,
    ) -> Result<LiveDeployment, CommandError> {
        for input in inputs {
            self.take(input)?;
        }
        let gone = || StepError::DeploymentNotFound { rid: rid.clone() };
        Ok(self.state.plane().deployment(rid).ok_or_else(gone)?)
    }
}

#[cfg(test)]
mod tests;
