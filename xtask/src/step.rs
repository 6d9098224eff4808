//! Steps: the parts of a task, run one after another, timed and summed up.

use std::process;
use std::time::{Duration, Instant};

use anyhow::Result;
use xshell::Shell;

/// One part of a task: what it shows, as it is announced, and how. An error is a failure.
#[derive(Clone, Copy)]
pub(crate) struct Step(pub(crate) &'static str, pub(crate) fn(&Shell) -> Result<Outcome>);

/// How a step ended that did not fail.
pub(crate) enum Outcome {
    /// It was run and held.
    Passed,
    /// It could not be run on this machine, and why, in one line.
    Skipped(String),
}

/// A step that was run.
struct Run {
    name: &'static str,
    took: Duration,
    result: Result<Outcome>,
}

/// Runs every step, whatever became of those before it, and sums up.
///
/// Ends the program where a step failed: the sum is the last line, with nothing to add.
pub(crate) fn run_all(shell: &Shell, steps: &[Step]) {
    let runs: Vec<Run> = steps.iter().map(|step| run(shell, step)).collect();
    println!();
    for run in &runs {
        let (verdict, note) = run.verdict_and_note();
        let seconds = run.took.as_secs_f32();
        println!("{verdict:<7} {seconds:>6.1} s  {}{note}", run.name);
    }
    let count = |wanted| {
        let verdicts = runs.iter().map(|run| run.verdict_and_note().0);
        verdicts.filter(|verdict| *verdict == wanted).count()
    };
    let (passed, failed, skipped) = (count("passed"), count("failed"), count("skipped"));
    println!("\n{passed} passed, {failed} failed, {skipped} skipped");
    if failed > 0 {
        process::exit(1);
    }
}

fn run(shell: &Shell, Step(name, show): &Step) -> Run {
    println!("\n== {name}");
    let start = Instant::now();
    let result = show(shell);
    if let Err(error) = &result {
        println!("failed: {error:#}");
    }
    Run { name, took: start.elapsed(), result }
}

impl Run {
    fn verdict_and_note(&self) -> (&'static str, String) {
        match &self.result {
            Ok(Outcome::Passed) => ("passed", String::new()),
            Ok(Outcome::Skipped(why)) => ("skipped", format!(": {why}")),
            Err(error) => ("failed", format!(": {error:#}")),
        }
    }
}
