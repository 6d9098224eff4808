//! What the control plane was last told of the world around it.

use std::collections::BTreeMap;

use liveberth_core::api::DirectTarget;
use liveberth_core::cluster::NodeId;
use liveberth_core::control_plane::Input;
use liveberth_core::queue::EnrollmentLimits;
use liveberth_core::rid::ModelVersionRid;
use serde::{Deserialize, Serialize};

use crate::configuration::Configuration;

/// The latest input on each subject, so that a restart tells the control plane only what changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct World(BTreeMap<String, Input>);

impl World {
    /// Remembers an input that the control plane has taken.
    pub(super) fn note(&mut self, input: Input) {
        if let Some(subject) = subject(&input) {
            self.0.insert(subject, input);
        }
    }

    /// The news that `version` is the newest of a branch; nothing if that is known.
    pub(super) fn publication(
        &self,
        target: &DirectTarget,
        version: &ModelVersionRid,
    ) -> Option<Input> {
        let input = |sequence| Input::VersionPublished {
            target: target.clone(),
            version: version.clone(),
            sequence,
        };
        match self.0.get(&subject(&input(1))?) {
            Some(Input::VersionPublished { version: known, .. }) if known == version => None,
            Some(Input::VersionPublished { sequence, .. }) => {
                Some(input(sequence.saturating_add(1)))
            }
            _ => Some(input(1)),
        }
    }

    /// What has to be told for the world to be as the configuration describes it.
    pub(super) fn changes(&self, configuration: &Configuration) -> Vec<Input> {
        let mut changes = self.node_changes(configuration);
        changes.extend(self.queue_changes(configuration));
        let projects = configuration.projects.iter().map(|(project, described)| {
            let queues = described.queues.clone();
            Input::ProjectSet { project: project.clone(), queues }
        });
        changes.extend(projects.filter(|input| self.is_news(input)));
        changes.extend(self.version_changes(configuration));
        changes
    }

    fn node_changes(&self, configuration: &Configuration) -> Vec<Input> {
        let up = configuration.nodes.iter().cloned();
        let up = up.map(|node| Input::NodeUp { node }).filter(|input| self.is_news(input));
        let described = |id: &NodeId| configuration.nodes.iter().any(|node| node.id == *id);
        let down = self.0.values().filter_map(|input| match input {
            Input::NodeUp { node } if !described(&node.id) => {
                Some(Input::NodeDown { node: node.id.clone() })
            }
            _ => None,
        });
        down.chain(up).collect()
    }

    /// The enrollment's limits are lifted while queues change, so that no order of the changes
    /// breaks them on the way.
    fn queue_changes(&self, configuration: &Configuration) -> Vec<Input> {
        let queues = configuration.queues.iter().cloned();
        let mut changes = queues
            .map(|queue| Input::QueueSet { queue })
            .filter(|input| self.is_news(input))
            .collect::<Vec<_>>();
        let enrollment = |limits| Input::EnrollmentSet { limits };
        let wanted = enrollment(configuration.enrollment);
        if !changes.is_empty() || self.is_news(&wanted) {
            changes.insert(0, enrollment(EnrollmentLimits::default()));
            changes.push(wanted);
        }
        changes
    }

    /// New versions of named branches, and of branches that were deployed without being named.
    fn version_changes(&self, configuration: &Configuration) -> Vec<Input> {
        let named = configuration.models.iter().flat_map(|(rid, model)| {
            model.named_branches().map(|(branch, version)| {
                let target = DirectTarget { model_rid: rid.clone(), branch: branch.clone() };
                (target, version)
            })
        });
        let followed = self.published().filter_map(|(target, _)| {
            let model = configuration.models.get(&target.model_rid)?;
            Some((target.clone(), model.version(&target.branch)?))
        });
        let current = named.chain(followed).collect::<BTreeMap<_, _>>();
        current.iter().filter_map(|(target, version)| self.publication(target, version)).collect()
    }

    fn published(&self) -> impl Iterator<Item = (&DirectTarget, &ModelVersionRid)> {
        self.0.values().filter_map(|input| match input {
            Input::VersionPublished { target, version, .. } => Some((target, version)),
            _ => None,
        })
    }

    fn is_news(&self, input: &Input) -> bool {
        subject(input).is_some_and(|subject| self.0.get(&subject) != Some(input))
    }
}

/// What an input is about, if it is about the world.
fn subject(input: &Input) -> Option<String> {
    match input {
        Input::NodeUp { node } => Some(format!("node {}", node.id)),
        Input::NodeDown { node } => Some(format!("node {node}")),
        Input::QueueSet { queue } => Some(format!("queue {}", queue.id)),
        Input::EnrollmentSet { .. } => Some("enrollment".to_owned()),
        Input::ProjectSet { project, .. } => Some(format!("project {project}")),
        Input::VersionPublished { target, .. } => {
            Some(format!("version {} {}", target.model_rid, target.branch))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;

    fn demonstration() -> Configuration {
        Configuration::read(None).unwrap()
    }

    fn told(configuration: &Configuration) -> World {
        let mut world = World::default();
        for input in world.changes(configuration) {
            world.note(input);
        }
        world
    }

    #[test]
    fn what_was_told_is_not_told_again() {
        let configuration = demonstration();
        assert!(!World::default().changes(&configuration).is_empty());
        assert_eq!(told(&configuration).changes(&configuration), []);
    }

    #[test]
    fn a_node_that_left_the_configuration_is_down_and_comes_back_up() {
        let mut configuration = demonstration();
        let mut world = told(&configuration);
        let node = configuration.nodes.remove(0);
        let down = Input::NodeDown { node: node.id.clone() };
        assert_eq!(world.changes(&configuration), slice::from_ref(&down));
        world.note(down);
        assert_eq!(world.changes(&configuration), []);
        configuration.nodes.insert(0, node.clone());
        assert_eq!(world.changes(&configuration), [Input::NodeUp { node }]);
    }

    #[test]
    fn limits_of_the_enrollment_are_lifted_while_queues_change() {
        let mut configuration = demonstration();
        let world = told(&configuration);
        configuration.queues[0].limit += 1;
        let changes = world.changes(&configuration);
        assert!(matches!(
            changes.as_slice(),
            [Input::EnrollmentSet { .. }, Input::QueueSet { .. }, Input::EnrollmentSet { .. }]
        ));
    }

    #[test]
    fn a_new_version_for_all_branches_reaches_those_that_were_deployed() {
        let mut configuration = demonstration();
        let mut world = told(&configuration);
        let (rid, model) = configuration.models.iter_mut().next().unwrap();
        let target = DirectTarget { model_rid: rid.clone(), branch: "feature".to_owned() };
        let old = model.version("feature").unwrap().clone();
        world.note(world.publication(&target, &old).unwrap());
        assert_eq!(world.publication(&target, &old), None);
        let new = ModelVersionRid::new("ri.models.main.model-version.new").unwrap();
        model.branches.insert("*".to_owned(), new.clone());
        assert_eq!(
            world.changes(&configuration),
            [Input::VersionPublished { target, version: new, sequence: 2 }]
        );
    }
}
