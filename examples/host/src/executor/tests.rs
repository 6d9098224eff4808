use std::sync::mpsc::{self, Receiver};

use liveberth_core::config::RuntimeConfiguration;
use liveberth_core::limits::Limits;
use liveberth_core::rid::ModelVersionRid;

use super::*;

fn executor(start_ms: u64, stop_ms: u64) -> (Simulated, Receiver<Input>) {
    let (news, inbox) = mpsc::channel();
    let report: Report = Arc::new(move |input| news.send(input).unwrap());
    let times = SimulatedTimes { start_ms, stop_ms, ..SimulatedTimes::default() };
    (Simulated::new(times, report, Handle::current()), inbox)
}

fn instance(attempt: u32) -> Instance {
    Instance { replica: ReplicaId(1), attempt: Attempt(attempt) }
}

fn launch(attempt: u32) -> Launch {
    let configuration = serde_json::json!({
        "minReplicas": 1, "maxReplicas": 1, "sources": [], "environmentVariables": {},
    });
    let configuration: RuntimeConfiguration = serde_json::from_value(configuration).unwrap();
    let version = ModelVersionRid::new("ri.models.main.model-version.a").unwrap();
    Launch {
        instance: instance(attempt),
        deployment: LiveDeploymentRid::new("ri.a.b.c.d").unwrap(),
        node: NodeId::new("node"),
        devices: Vec::new(),
        template: Template::new(version, &configuration, &Limits::default()).into(),
    }
}

fn ready(attempt: u32) -> Input {
    Input::ReplicaReady { replica: ReplicaId(1), attempt: Attempt(attempt) }
}

fn stopped(attempt: u32) -> Input {
    Input::ReplicaStopped { replica: ReplicaId(1), attempt: Attempt(attempt) }
}

/// Lets the paused clock run far ahead, and gives the news of that time.
async fn news(inbox: &Receiver<Input>) -> Vec<Input> {
    tokio::time::sleep(Duration::from_secs(3600)).await;
    inbox.try_iter().collect()
}

#[tokio::test(start_paused = true)]
async fn a_replica_gets_ready_and_stops_once_however_often_it_is_asked() {
    let (mut executor, inbox) = executor(2_000, 500);
    executor.launch(launch(1));
    executor.launch(launch(1));
    assert_eq!(news(&inbox).await, [ready(1)]);
    executor.stop(instance(1), 60_000);
    executor.stop(instance(1), 60_000);
    assert_eq!(news(&inbox).await, [stopped(1)]);
}

#[tokio::test(start_paused = true)]
async fn a_replica_that_is_stopped_while_it_starts_never_gets_ready() {
    let (mut executor, inbox) = executor(2_000, 500);
    executor.launch(launch(1));
    executor.stop(instance(1), 0);
    assert_eq!(news(&inbox).await, [stopped(1)]);
    executor.launch(launch(2));
    executor.kill(instance(2));
    assert_eq!(news(&inbox).await, [stopped(2)]);
}

#[tokio::test(start_paused = true)]
async fn a_replica_of_a_process_before_is_gone_already() {
    let (mut executor, inbox) = executor(2_000, 500);
    executor.stop(instance(1), 60_000);
    assert_eq!(inbox.try_recv(), Ok(stopped(1)));
    executor.kill(instance(2));
    assert_eq!(inbox.try_recv(), Ok(stopped(2)));
}

#[tokio::test(start_paused = true)]
async fn a_later_attempt_takes_the_place_of_an_earlier_one() {
    let (mut executor, inbox) = executor(2_000, 500);
    executor.launch(launch(1));
    executor.launch(launch(2));
    executor.launch(launch(1));
    assert_eq!(news(&inbox).await, [ready(2)]);
}
