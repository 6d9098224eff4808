//! The configuration: one JSON file that describes the cluster, the queues, the projects and
//! models, and who may do what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fmt, fs, io};

use liveberth_core::api::DirectTarget;
use liveberth_core::cluster::NodeSpec;
use liveberth_core::deployment::{LifecyclePolicy, PolicyError};
use liveberth_core::limits::{KnownSources, Limits};
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::queue::{EnrollmentLimits, ProjectQueues, QueueId, QueueSpec};
use liveberth_core::rid::{ModelRid, ModelVersionRid, ProjectRid};
use liveberth_core::routing::RoutingPolicy;
use thiserror::Error;

use crate::auth::TokenEntry;
use crate::executor::SimulatedTimes;
use crate::server::Places;

mod document;

/// The demonstration cluster that is served where no file is given.
const DEMONSTRATION: &str = include_str!("../demo.json");

/// The branch name that stands for every branch not named.
const ANY_BRANCH: &str = "*";

/// Everything that the file says, checked.
#[derive(Debug)]
pub(crate) struct Configuration {
    /// The machines.
    pub(crate) nodes: Vec<NodeSpec>,
    /// The resource queues.
    pub(crate) queues: Vec<QueueSpec>,
    /// What all queues of a kind may have together.
    pub(crate) enrollment: EnrollmentLimits,
    /// The projects.
    pub(crate) projects: BTreeMap<ProjectRid, Project>,
    /// The models.
    pub(crate) models: BTreeMap<ModelRid, Model>,
    /// What the platform permits and fills in.
    pub(crate) limits: Limits,
    /// How patient it is.
    pub(crate) policy: LifecyclePolicy,
    /// Which of the nodes with room a replica gets.
    pub(crate) placement_policy: PlacementPolicy,
    /// Who may call.
    pub(crate) tokens: Vec<TokenEntry>,
    /// What *create* deploys where the request does not say.
    pub(crate) default_target: Option<DirectTarget>,
    /// How long requests wait, and how many may.
    pub(crate) routing: RoutingPolicy,
    /// How long simulated replicas take.
    pub(crate) executor: SimulatedTimes,
    /// How many connections there may be.
    pub(crate) max_connections: Places,
}

/// A project: the queues that pay for it and the sources it may use.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) queues: ProjectQueues,
    pub(crate) sources: KnownSources,
}

/// A model: the project that it belongs to, and the newest version on each branch.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) project: ProjectRid,
    pub(crate) branches: BTreeMap<String, ModelVersionRid>,
}

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub(crate) enum ConfigurationError {
    /// The file cannot be read.
    #[error("cannot read the configuration `{file}`: {cause}")]
    Unreadable {
        /// The file's path.
        file: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The file is not the document that is expected.
    #[error("the configuration `{file}` is wrong at {place}: {problem}")]
    Wrong {
        /// The file's path.
        file: String,
        /// Where in the document.
        place: Place,
        /// What is wrong there, and what would do.
        problem: String,
    },
}

/// A place in the document, as `projects[0].vcpuQueue`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place(String);

/// What is wrong, and where, before the file's name is added.
#[derive(Debug)]
struct Problem {
    place: String,
    problem: String,
}

impl Configuration {
    /// Reads a file, or the demonstration where none is given.
    ///
    /// # Errors
    /// The file cannot be read or is wrong; the error says where and what to do.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, ConfigurationError> {
        let Some(file) = file else {
            return Self::parse("demo.json", DEMONSTRATION.as_bytes());
        };
        let name = file.display().to_string();
        match fs::read(file) {
            Ok(text) => Self::parse(&name, &text),
            Err(cause) => Err(ConfigurationError::Unreadable { file: name, cause }),
        }
    }

    fn parse(file: &str, text: &[u8]) -> Result<Self, ConfigurationError> {
        let configuration = document::read(text).and_then(|configuration| {
            configuration.check()?;
            Ok(configuration)
        });
        configuration.map_err(|Problem { place, problem }| ConfigurationError::Wrong {
            file: file.to_owned(),
            place: Place(place),
            problem,
        })
    }

    /// Whether everything that is referred to is there.
    fn check(&self) -> Result<(), Problem> {
        self.policy.check().map_err(|error: PolicyError| Problem::new("policy", error))?;
        self.check_compute_groups()?;
        self.check_queues()?;
        let projects = self.projects.keys().collect::<BTreeSet<_>>();
        for (rid, model) in &self.models {
            known("project", &model.project, &projects)
                .map_err(|problem| problem.within(format!("models ({rid})")))?;
        }
        for token in &self.tokens {
            for project in token.projects.keys() {
                known("project", project, &projects)
                    .map_err(|problem| problem.within(format!("tokens ({})", token.name)))?;
            }
        }
        match &self.default_target {
            Some(target) => known("model", &target.model_rid, &self.models.keys().collect())
                .map_err(|problem| problem.within("defaultTarget".to_owned())),
            None => Ok(()),
        }
    }

    fn check_compute_groups(&self) -> Result<(), Problem> {
        let groups = self.nodes.iter().map(|node| &node.compute_group).collect();
        for queue in &self.queues {
            for group in &queue.compute_groups {
                known("compute group", group, &groups)
                    .map_err(|problem| problem.within(format!("queues ({})", queue.id)))?;
            }
        }
        Ok(())
    }

    fn check_queues(&self) -> Result<(), Problem> {
        let queues = self.queues.iter().map(|queue| &queue.id).collect();
        for (rid, project) in &self.projects {
            let ProjectQueues { vcpu, vgpu } = &project.queues;
            for queue in [Some(vcpu), vgpu.as_ref()].into_iter().flatten() {
                known::<QueueId>("queue", queue, &queues)
                    .map_err(|problem| problem.within(format!("projects ({rid})")))?;
            }
        }
        Ok(())
    }
}

impl Model {
    /// The newest version on a branch; a branch that is named wins over the one for all others.
    pub(crate) fn version(&self, branch: &str) -> Option<&ModelVersionRid> {
        self.branches.get(branch).or_else(|| self.branches.get(ANY_BRANCH))
    }

    /// The branches that are named, with their versions.
    pub(crate) fn named_branches(&self) -> impl Iterator<Item = (&String, &ModelVersionRid)> {
        self.branches.iter().filter(|(name, _)| *name != ANY_BRANCH)
    }
}

impl Problem {
    fn new(place: impl Into<String>, problem: impl fmt::Display) -> Self {
        Self { place: place.into(), problem: problem.to_string() }
    }

    fn within(self, place: String) -> Self {
        Self { place, ..self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_str() {
            "" | "." => f.write_str("the top"),
            place => write!(f, "`{place}`"),
        }
    }
}

/// Refuses a name that nothing bears, and lists those that would do.
fn known<T: Ord + fmt::Display>(what: &str, name: &T, all: &BTreeSet<&T>) -> Result<(), Problem> {
    if all.contains(name) {
        return Ok(());
    }
    let names = all.iter().map(|name| format!("`{name}`"));
    let names = names.collect::<Vec<_>>().join(", ");
    Err(Problem::new("", format!("there is no {what} `{name}`; the file describes {names}")))
}

#[cfg(test)]
mod tests;
