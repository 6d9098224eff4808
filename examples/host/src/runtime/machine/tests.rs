use std::sync::Mutex;

use liveberth_core::api::DirectTarget;
use liveberth_core::config::RuntimeConfiguration;
use tempfile::TempDir;

use super::*;

/// Takes notes of what it is told, and does nothing.
struct Notes(Arc<Mutex<Vec<&'static str>>>);

impl Executor for Notes {
    fn launch(&mut self, _: Launch) {
        self.0.lock().unwrap().push("launch");
    }

    fn stop(&mut self, _: Instance, _: u64) {
        self.0.lock().unwrap().push("stop");
    }

    fn kill(&mut self, _: Instance) {
        self.0.lock().unwrap().push("kill");
    }
}

/// An owner without a thread of its own: the tests take its turns.
struct Bench {
    owner: Owner,
    notes: Arc<Mutex<Vec<&'static str>>>,
    _home: TempDir,
}

impl Bench {
    fn new() -> Self {
        let home = TempDir::new().unwrap();
        let configuration = Configuration::read(None).unwrap();
        let mut store = Store::open(home.path()).unwrap();
        let state = State::new(&configuration).unwrap();
        let mut turn = Turn::new(&state, clock::now());
        for input in state.changes(&configuration) {
            turn.take(input).unwrap();
        }
        store.commit(&[], Some(&turn.state.snapshot().unwrap())).unwrap();
        let state = Arc::new(turn.state);
        let notes = Arc::default();
        let report: Report = Arc::new(|_| ());
        let owner = Owner {
            published: Arc::new(RwLock::new(Arc::clone(&state))),
            executor: Box::new(Notes(Arc::clone(&notes))),
            switchboard: Arc::new(Switchboard::new(configuration.routing, report).unwrap()),
            store,
            state,
            news: Vec::new(),
            failing: false,
        };
        Self { owner, notes, _home: home }
    }

    fn obey(&mut self, inputs: Vec<Input>) -> Result<LiveDeployment, CommandError> {
        let (reply, mut answer) = oneshot::channel();
        self.owner.turn(vec![Command { inputs, rid: rid(), reply }]);
        answer.try_recv().unwrap()
    }

    fn notes(&self) -> Vec<&'static str> {
        self.notes.lock().unwrap().clone()
    }

    /// The state that a restart would find.
    fn on_disk(&self) -> String {
        let kept = self.owner.store.load().unwrap().unwrap();
        State::replay(&kept).unwrap().snapshot().unwrap()
    }

    fn in_memory(&self) -> String {
        self.owner.published.read().unwrap().snapshot().unwrap()
    }
}

fn rid() -> LiveDeploymentRid {
    LiveDeploymentRid::new("ri.foundry-ml-live.main.live-deployment.1").unwrap()
}

/// Large enough not to fit in what a full disk has left.
fn create() -> Input {
    let configuration = serde_json::json!({
        "minReplicas": 1,
        "maxReplicas": 1,
        "sources": [],
        "environmentVariables": {"LARGE": "x".repeat(100_000)},
    });
    let configuration: RuntimeConfiguration = serde_json::from_value(configuration).unwrap();
    let demonstration = Configuration::read(None).unwrap();
    let (model_rid, model) = demonstration.models.first_key_value().unwrap();
    Input::Create {
        rid: rid(),
        project: model.project.clone(),
        target: DirectTarget { model_rid: model_rid.clone(), branch: "master".to_owned() },
        configuration,
    }
}

#[test]
fn while_nothing_can_be_kept_nothing_is_done() {
    let mut bench = Bench::new();
    let before = bench.in_memory();
    bench.owner.store.set_full(true);
    assert!(matches!(bench.obey(vec![create()]), Err(CommandError::NotKept)));
    assert_eq!(bench.in_memory(), before);
    assert_eq!(bench.on_disk(), before);
    assert_eq!(bench.notes(), [""; 0]);

    bench.owner.store.set_full(false);
    assert!(bench.obey(vec![create()]).is_ok());
    assert_eq!(bench.notes(), ["launch"]);
    assert_eq!(bench.in_memory(), bench.on_disk());
}

#[test]
fn news_that_could_not_be_kept_is_told_again() {
    let mut bench = Bench::new();
    bench.obey(vec![create()]).unwrap();
    bench.owner.store.set_full(true);
    let reason = "x".repeat(100_000);
    let replica = liveberth_core::deployment::ReplicaId(1);
    let attempt = liveberth_core::deployment::Attempt(1);
    let exited = Input::ReplicaExited { replica, attempt, reason, retryable: false };
    bench.owner.news.push(exited);
    bench.owner.turn(Vec::new());
    assert_eq!(bench.notes(), ["launch"]);
    assert_eq!(bench.owner.patience(), MAX_WAIT);

    bench.owner.store.set_full(false);
    bench.owner.turn(Vec::new());
    assert_eq!(bench.notes(), ["launch", "kill"]);
    assert_eq!(bench.in_memory(), bench.on_disk());
}

#[test]
fn a_refused_command_leaves_no_trace() {
    let mut bench = Bench::new();
    let before = bench.on_disk();
    let refusal = bench.obey(vec![Input::Start { rid: rid() }]).unwrap_err();
    assert!(matches!(refusal, CommandError::Refused(StepError::DeploymentNotFound { .. })));
    assert_eq!(bench.on_disk(), before);
    assert_eq!(bench.owner.store.journal_length(), 0);
}

#[test]
fn the_journal_is_trimmed_and_nothing_is_lost_by_it() {
    let mut bench = Bench::new();
    bench.obey(vec![create()]).unwrap();
    let mut longest = 0;
    for _ in 0..MAX_JOURNAL {
        bench.obey(vec![Input::Disable { rid: rid() }]).unwrap();
        longest = longest.max(bench.owner.store.journal_length());
    }
    assert!(longest > MAX_JOURNAL / 2 && longest <= MAX_JOURNAL, "{longest}");
    assert!(bench.owner.store.journal_length() < longest);
    assert_eq!(bench.in_memory(), bench.on_disk());
}
