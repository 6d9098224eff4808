//! Steps: a list of named parts that are run one after another, timed and summed up.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use xshell::Shell;

/// One part of a task: what it shows, as it is announced, and how; an error is a failure.
pub(crate) struct Step(
    pub(crate) &'static str,
    pub(crate) fn(&Shell) -> Result<Outcome>,
);

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
pub(crate) fn run_all(shell: &Shell, steps: &[Step]) -> Result<()> {
    let runs: Vec<Run> = steps.iter().map(|step| run_one(shell, step)).collect();
    let count = |wanted: &str| runs.iter().filter(|run| run.verdict() == wanted).count();
    let (passed, failed, skipped) = (count("passed"), count("failed"), count("skipped"));
    println!();
    for run in &runs {
        let (verdict, seconds, note) = (run.verdict(), run.took.as_secs_f32(), run.note());
        println!("{verdict:<7} {seconds:>7.1} s  {}{note}", run.name);
    }
    println!();
    match skipped {
        0 => println!("{passed} passed, {failed} failed"),
        _ => println!("{passed} passed, {failed} failed, {skipped} skipped"),
    }
    if failed > 0 {
        bail!("{failed} of {} steps failed", runs.len());
    }
    Ok(())
}

fn run_one(shell: &Shell, Step(name, show): &Step) -> Run {
    println!("\n== {name}");
    let start = Instant::now();
    let result = show(shell);
    if let Err(error) = &result {
        println!("failed: {error:#}");
    }
    Run {
        name,
        took: start.elapsed(),
        result,
    }
}

impl Run {
    fn verdict(&self) -> &'static str {
        match self.result {
            Ok(Outcome::Passed) => "passed",
            Ok(Outcome::Skipped(_)) => "skipped",
            Err(_) => "failed",
        }
    }

    fn note(&self) -> String {
        match &self.result {
            Ok(Outcome::Passed) => String::new(),
            Ok(Outcome::Skipped(why)) => format!(": {why}"),
            Err(error) => format!(": {error:#}"),
        }
    }
}
