//! What requests are answered from: the configuration's models, who may call, and the machine.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::HeaderMap;
use liveberth_core::api::{DirectTarget, LiveDeployment};
use liveberth_core::error::ApiError;
use liveberth_core::limits::{KnownSources, Limits};
use liveberth_core::rid::{LiveDeploymentRid, ModelRid, ProjectRid};
use liveberth_core::sorted_map::SortedMap;
use tokio::sync::Semaphore;

use crate::auth::{Caller, Right, Scope, Tokens};
use crate::configuration::{Configuration, Model, Project};
use crate::executor::SimulatedModel;
use crate::runtime::{Machine, State};

/// What requests are answered from.
pub(crate) struct Host {
    /// The owner of every deployment.
    pub(crate) machine: Machine,
    /// What *create* deploys where the request does not say.
    pub(crate) default_target: Option<DirectTarget>,
    /// Whether it listens on a loopback address only.
    pub(crate) is_loopback: bool,
    /// A permit for each request for inference that there may be at once.
    pub(crate) inference: Semaphore,
    /// What its replicas answer.
    pub(crate) model_of_replicas: SimulatedModel,
    /// What any project's configurations may ask for.
    pub(crate) limits_of_all: Limits,
    tokens: Tokens,
    projects: BTreeMap<ProjectRid, Project>,
    models: BTreeMap<ModelRid, Model>,
}

impl Host {
    /// A host of what the configuration describes.
    pub(crate) fn new(
        machine: Machine,
        configuration: Configuration,
        tokens: Tokens,
        is_loopback: bool,
    ) -> Self {
        Self {
            machine,
            default_target: configuration.default_target,
            is_loopback,
            inference: Semaphore::new(configuration.max_connections.for_inference()),
            model_of_replicas: SimulatedModel::new(configuration.executor),
            tokens,
            limits_of_all: configuration.limits,
            projects: configuration.projects,
            models: configuration.models,
        }
    }

    /// Who calls, if their token is good for `scope`.
    ///
    /// # Errors
    /// 401 without one valid token, 403 without the scope.
    pub(crate) fn caller(
        &self,
        headers: &HeaderMap,
        scope: Scope,
    ) -> Result<Arc<Caller>, ApiError> {
        let caller = self.identify(headers)?;
        caller.require(scope)?;
        Ok(caller)
    }

    /// Who calls.
    ///
    /// # Errors
    /// 401 without one valid token.
    pub(crate) fn identify(&self, headers: &HeaderMap) -> Result<Arc<Caller>, ApiError> {
        self.tokens.caller(headers)
    }

    /// The models that a caller can see.
    pub(crate) fn models<'a>(
        &'a self,
        caller: &'a Caller,
    ) -> impl Iterator<Item = (&'a ModelRid, &'a Model)> {
        let models = self.models.iter();
        models.filter(|(_, model)| caller.right(&model.project).is_some())
    }

    /// A model that the caller can see, and what they may do with it.
    ///
    /// # Errors
    /// `ModelNotFound`, whether it is not there or not theirs to see.
    pub(crate) fn model(
        &self,
        caller: &Caller,
        rid: &ModelRid,
    ) -> Result<(&Model, Right), ApiError> {
        let model = self.models.get(rid);
        model
            .and_then(|model| Some((model, caller.right(&model.project)?)))
            .ok_or_else(|| ApiError::ModelNotFound { model_rid: rid.clone() })
    }

    /// What *create* deploys where the request does not say, if the caller can see it.
    pub(crate) fn visible_default_target(&self, caller: &Caller) -> Option<&DirectTarget> {
        let target = self.default_target.as_ref();
        target.filter(|target| self.model(caller, &target.model_rid).is_ok())
    }

    /// What a project's configurations may ask for, where the caller can see the project.
    ///
    /// # Errors
    /// `NotFound`, also where the caller must not know that the project is there.
    pub(crate) fn visible_limits(
        &self,
        caller: &Caller,
        project: &ProjectRid,
    ) -> Result<Limits, ApiError> {
        let limits =
            caller.right(project).and_then(|_| self.limits(&self.machine.state(), project));
        limits.ok_or(ApiError::NotFound {})
    }

    /// What a project's configurations may ask for, its sources included.
    pub(crate) fn limits(&self, state: &State, project: &ProjectRid) -> Option<Limits> {
        let stands = state.plane().limits_of(project)?;
        let sources = match self.projects.get(project) {
            Some(project) => project.sources.clone(),
            // A project that left the configuration has no sources any more.
            None => KnownSources { project_rid: project.clone(), imported: SortedMap::default() },
        };
        Some(Limits {
            gpus: stands.gpus,
            largest_node: stands.largest_node,
            largest_gpu_node: stands.largest_gpu_node,
            sources: Some(sources),
            ..self.limits_of_all.clone()
        })
    }
}

/// A deployment that a caller can see.
pub(crate) struct Visible<'a> {
    /// The deployment.
    pub(crate) deployment: LiveDeployment,
    /// Its project.
    pub(crate) project: &'a ProjectRid,
    /// What the caller may do with it.
    pub(crate) right: Right,
}

impl<'a> Visible<'a> {
    /// The deployment, if the caller can see it.
    ///
    /// # Errors
    /// `LiveDeploymentNotFound`, whether it is not there or not theirs to see.
    pub(crate) fn find(
        state: &'a State,
        caller: &Caller,
        rid: &LiveDeploymentRid,
    ) -> Result<Self, ApiError> {
        let find = || {
            let project = state.plane().project_of(rid)?;
            Some(Self {
                right: caller.right(project)?,
                deployment: state.plane().deployment(rid)?,
                project,
            })
        };
        find().ok_or_else(|| ApiError::LiveDeploymentNotFound { live_deployment_rid: rid.clone() })
    }
}
