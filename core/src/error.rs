//! The catalogue of API errors: name, code, HTTP status, typed parameters, description.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use thiserror::Error;

use crate::gpu::GpuType;
use crate::rid::{LiveDeploymentRid, ModelRid, ProjectRid, ResourceRid, SourceRid};

/// The class of an error, which fixes its HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are those of the wire specification")]
pub enum ErrorCode {
    Conflict,
    CustomClient,
    CustomServer,
    Internal,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    RequestEntityTooLarge,
    Timeout,
    Unauthorized,
}

/// One error of the API, with its typed parameters.
///
/// Serialized it is the `parameters` object of an error answer. The `Display` text is the contract's
/// description of the error: for people, never sent to a client.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum ApiError {
    /// An operation in preview was called without `preview=true`.
    #[error("this endpoint is in preview; add `preview=true` to the query parameters")]
    ApiFeaturePreviewUsageOnly {},
    /// The token's scopes do not include the one that the operation needs.
    #[error("the token lacks the scope `{missing_scope}`")]
    ApiUsageDenied {
        /// The scope that would do.
        missing_scope: String,
    },
    /// A body was sent in a media type other than JSON.
    #[error("the body is not `application/json`")]
    UnsupportedMediaType {},
    /// The body could not be decoded.
    #[error("the request could not be decoded")]
    UnprocessableEntity {},
    /// A body passed the limit on size.
    #[error("the body is too large")]
    RequestEntityTooLarge {},
    /// A general error of the request's content.
    #[error("`{field}`: {message}")]
    InvalidArgument {
        /// JSON Pointer within the body, or the name of a query or path parameter.
        field: String,
        /// What is wrong and what would do.
        message: String,
    },
    /// No credentials were sent.
    #[error("no bearer token was sent")]
    MissingCredentials {},
    /// The credentials are not valid.
    #[error("the bearer token is not valid: {error}")]
    Unauthorized {
        /// Why, such as `INVALID`.
        error: String,
    },
    /// No such path or resource.
    #[error("there is nothing at this address")]
    NotFound {},
    /// The path does not support the method.
    #[error("the address does not support this method")]
    MethodNotAllowed {},
    /// A body took too long to arrive.
    #[error("the request took too long to arrive")]
    RequestTimeout {},
    /// The address is too long.
    #[error("the address is too long")]
    UriTooLong {},
    /// The headers are too large.
    #[error("the headers are too large")]
    RequestHeadersTooLarge {},
    /// Too many requests are waiting.
    #[error("too many requests are waiting")]
    TooManyRequests {},
    /// The deployment is not able to serve.
    #[error("the live deployment cannot serve now")]
    ServiceUnavailable {},
    /// A fault of the server.
    #[error("internal error")]
    Internal {},
    /// Another deployment follows the same model and branch.
    #[error("`{live_deployment_rid}` already deploys this model and branch")]
    Conflict {
        /// The deployment that is there already.
        live_deployment_rid: LiveDeploymentRid,
    },
    /// The given Model could not be found.
    #[error("the model `{model_rid}` could not be found")]
    ModelNotFound {
        /// The model asked for.
        model_rid: ModelRid,
    },
    /// The given LiveDeployment could not be found.
    #[error("the live deployment `{live_deployment_rid}` could not be found")]
    LiveDeploymentNotFound {
        /// The deployment asked for.
        live_deployment_rid: LiveDeploymentRid,
    },
    /// The deployment is of a kind that this API does not handle.
    #[error("this kind of live deployment is not supported")]
    UnsupportedLiveDeployment {},
    /// The caller may not create deployments of the model.
    #[error("could not create the live deployment")]
    CreateLiveDeploymentPermissionDenied {},
    /// The caller may not replace the deployment's configuration.
    #[error("could not replace the live deployment `{live_deployment_rid}`")]
    ReplaceLiveDeploymentPermissionDenied {
        /// The deployment.
        live_deployment_rid: LiveDeploymentRid,
    },
    /// The caller may not disable the deployment.
    #[error("could not disable the live deployment `{live_deployment_rid}`")]
    DisableLiveDeploymentPermissionDenied {
        /// The deployment.
        live_deployment_rid: LiveDeploymentRid,
    },
    /// The caller may not start the deployment.
    #[error("could not start the live deployment `{live_deployment_rid}`")]
    StartLiveDeploymentPermissionDenied {
        /// The deployment.
        live_deployment_rid: LiveDeploymentRid,
    },
    /// The caller may not run inference on the deployment.
    #[error("could not transform with the live deployment `{live_deployment_rid}`")]
    TransformJsonLiveDeploymentPermissionDenied {
        /// The deployment.
        live_deployment_rid: LiveDeploymentRid,
    },
    /// The thread count exceeds the maximum.
    #[error("`{provided_thread_count}` threads exceed the maximum of {max_thread_count}")]
    ThreadCountTooHigh {
        /// The highest count that is allowed.
        max_thread_count: i64,
        /// The count that was given.
        provided_thread_count: i64,
    },
    /// The GPU count is not between 1 and the maximum for the type.
    #[error("`{provided_gpu_count}` GPUs are not between 1 and {max_gpu_count}")]
    InvalidGpuCount {
        /// The count that was given.
        provided_gpu_count: i64,
        /// The highest count that is allowed.
        max_gpu_count: i64,
    },
    /// The GPU type is not available in the deployment's resource queue.
    #[error("the GPU type `{requested_gpu_type}` is not available")]
    GpuTypeNotAvailable {
        /// The type that was asked for.
        requested_gpu_type: GpuType,
        /// The types that the queue offers, sorted.
        available_gpu_types: Vec<GpuType>,
    },
    /// An environment variable's name belongs to the platform.
    #[error("the environment variable `{name}` is reserved")]
    ReservedEnvironmentVariable {
        /// The name; never the value, which may be secret.
        name: String,
    },
    /// A source is not imported into the deployment's project.
    #[error("the source `{source_rid}` is not imported into the project `{project_rid}`")]
    DeploymentSourceNotImportedIntoProject {
        /// The source.
        source_rid: SourceRid,
        /// The project.
        project_rid: ProjectRid,
    },
    /// A source does not allow use by compute modules.
    #[error("the source `{source_rid}` is not enabled for compute modules")]
    DeploymentSourceNotEnabledForComputeModules {
        /// The source.
        source_rid: SourceRid,
    },
    /// A source may not export the markings of a resource.
    #[error("the source `{source_rid}` cannot export the markings of `{resource_rid}`")]
    DeploymentSourceCannotExportResourceMarkings {
        /// The source.
        source_rid: SourceRid,
        /// The resource whose markings may not leave.
        resource_rid: ResourceRid,
    },
    /// The set of sources changes only while the deployment is disabled.
    #[error("the sources of `{live_deployment_rid}` cannot change while it runs; disable it first")]
    LiveDeploymentSourcesCannotBeUpdatedWhileRunning {
        /// The deployment.
        live_deployment_rid: LiveDeploymentRid,
    },
    /// Inference took longer than the platform waits.
    #[error("inference on `{live_deployment_rid}` timed out")]
    InferenceTimeout {
        /// The deployment.
        live_deployment_rid: LiveDeploymentRid,
    },
    /// The model could not read the input.
    #[error("the input does not suit the model of `{live_deployment_rid}`")]
    InferenceInvalidInput {
        /// The deployment.
        live_deployment_rid: LiveDeploymentRid,
        /// What is wrong with the input.
        error_type: InferenceInputProblem,
    },
    /// The model failed on the input.
    #[error("inference on `{live_deployment_rid}` failed: {error_message}")]
    InferenceFailure {
        /// The deployment.
        live_deployment_rid: LiveDeploymentRid,
        /// What the model said.
        error_message: String,
    },
}

/// What is wrong with the input of an inference: a union on `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the contract")]
pub enum InferenceInputProblem {
    InconsistentArrayDimensions,
    InvalidArrayShape,
    InvalidMapFormat,
    InvalidTabularFormat,
    RequiredValueMissing,
    TypeMismatch,
    UnknownInputName,
    UnsupportedType,
}

impl ApiError {
    /// The error's name on the wire: `errorName`.
    pub const fn name(&self) -> &'static str {
        self.entry().0
    }

    /// The error's class: `errorCode`.
    pub const fn code(&self) -> ErrorCode {
        self.entry().1
    }

    /// The HTTP status that answers it.
    pub const fn status(&self) -> u16 {
        self.entry().2
    }

    /// The catalogue: name, class and status of every error.
    const fn entry(&self) -> (&'static str, ErrorCode, u16) {
        use ErrorCode::*;
        match self {
            Self::ApiFeaturePreviewUsageOnly {} => {
                ("ApiFeaturePreviewUsageOnly", InvalidArgument, 400)
            }
            Self::ApiUsageDenied { .. } => ("ApiUsageDenied", PermissionDenied, 403),
            Self::UnsupportedMediaType {} => ("Conjure:UnsupportedMediaType", InvalidArgument, 415),
            Self::UnprocessableEntity {} => ("Conjure:UnprocessableEntity", InvalidArgument, 422),
            Self::RequestEntityTooLarge {} => {
                ("Default:RequestEntityTooLarge", RequestEntityTooLarge, 413)
            }
            Self::InvalidArgument { .. } => ("Default:InvalidArgument", InvalidArgument, 400),
            Self::MissingCredentials {} => ("MissingCredentials", Unauthorized, 401),
            Self::Unauthorized { .. } => ("Default:Unauthorized", Unauthorized, 401),
            Self::NotFound {} => ("Default:NotFound", NotFound, 404),
            Self::MethodNotAllowed {} => ("Default:MethodNotAllowed", CustomClient, 405),
            Self::RequestTimeout {} => ("Default:RequestTimeout", CustomClient, 408),
            Self::UriTooLong {} => ("Default:UriTooLong", CustomClient, 414),
            Self::RequestHeadersTooLarge {} => {
                ("Default:RequestHeadersTooLarge", CustomClient, 431)
            }
            Self::TooManyRequests {} => ("Default:TooManyRequests", CustomClient, 429),
            Self::ServiceUnavailable {} => ("Default:ServiceUnavailable", CustomServer, 503),
            Self::Internal {} => ("Default:Internal", Internal, 500),
            Self::Conflict { .. } => ("Default:Conflict", Conflict, 409),
            Self::ModelNotFound { .. } => ("ModelNotFound", NotFound, 404),
            Self::LiveDeploymentNotFound { .. } => ("LiveDeploymentNotFound", NotFound, 404),
            Self::UnsupportedLiveDeployment {} => {
                ("UnsupportedLiveDeployment", InvalidArgument, 400)
            }
            Self::CreateLiveDeploymentPermissionDenied {} => {
                ("CreateLiveDeploymentPermissionDenied", PermissionDenied, 403)
            }
            Self::ReplaceLiveDeploymentPermissionDenied { .. } => {
                ("ReplaceLiveDeploymentPermissionDenied", PermissionDenied, 403)
            }
            Self::DisableLiveDeploymentPermissionDenied { .. } => {
                ("DisableLiveDeploymentPermissionDenied", PermissionDenied, 403)
            }
            Self::StartLiveDeploymentPermissionDenied { .. } => {
                ("StartLiveDeploymentPermissionDenied", PermissionDenied, 403)
            }
            Self::TransformJsonLiveDeploymentPermissionDenied { .. } => {
                ("TransformJsonLiveDeploymentPermissionDenied", PermissionDenied, 403)
            }
            Self::ThreadCountTooHigh { .. } => ("ThreadCountTooHigh", InvalidArgument, 400),
            Self::InvalidGpuCount { .. } => ("InvalidGpuCount", InvalidArgument, 400),
            Self::GpuTypeNotAvailable { .. } => ("GpuTypeNotAvailable", InvalidArgument, 400),
            Self::ReservedEnvironmentVariable { .. } => {
                ("ReservedEnvironmentVariable", InvalidArgument, 400)
            }
            Self::DeploymentSourceNotImportedIntoProject { .. } => {
                ("DeploymentSourceNotImportedIntoProject", InvalidArgument, 400)
            }
            Self::DeploymentSourceNotEnabledForComputeModules { .. } => {
                ("DeploymentSourceNotEnabledForComputeModules", InvalidArgument, 400)
            }
            Self::DeploymentSourceCannotExportResourceMarkings { .. } => {
                ("DeploymentSourceCannotExportResourceMarkings", InvalidArgument, 400)
            }
            Self::LiveDeploymentSourcesCannotBeUpdatedWhileRunning { .. } => {
                ("LiveDeploymentSourcesCannotBeUpdatedWhileRunning", Conflict, 409)
            }
            Self::InferenceTimeout { .. } => ("InferenceTimeout", Timeout, 500),
            Self::InferenceInvalidInput { .. } => ("InferenceInvalidInput", InvalidArgument, 400),
            Self::InferenceFailure { .. } => ("InferenceFailure", InvalidArgument, 400),
        }
    }
}

/// The body of an error answer.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody<'a> {
    error_code: ErrorCode,
    error_name: &'static str,
    error_instance_id: &'a str,
    parameters: &'a ApiError,
}

impl<'a> ErrorBody<'a> {
    /// The body for `error`; the instance's identifier is the host's, unique to this answer.
    pub const fn new(error: &'a ApiError, error_instance_id: &'a str) -> Self {
        Self {
            error_code: error.code(),
            error_name: error.name(),
            error_instance_id,
            parameters: error,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn a_body_carries_name_code_instance_and_typed_parameters() {
        let error =
            ApiError::ThreadCountTooHigh { max_thread_count: 256, provided_thread_count: 300 };
        assert_eq!(
            to_value(ErrorBody::new(&error, "id")).unwrap(),
            json!({
                "errorCode": "INVALID_ARGUMENT",
                "errorName": "ThreadCountTooHigh",
                "errorInstanceId": "id",
                "parameters": {"maxThreadCount": 256, "providedThreadCount": 300},
            })
        );
    }

    #[test]
    fn an_error_without_parameters_still_has_the_object() {
        let error = ApiError::CreateLiveDeploymentPermissionDenied {};
        assert_eq!(to_value(ErrorBody::new(&error, "id")).unwrap()["parameters"], json!({}));
    }

    #[test]
    fn gpu_types_are_a_list_of_names() {
        let error = ApiError::GpuTypeNotAvailable {
            requested_gpu_type: GpuType::H100,
            available_gpu_types: alloc::vec![GpuType::A100, GpuType::T4],
        };
        assert_eq!(
            to_value(&error).unwrap(),
            json!({"requestedGpuType": "H100", "availableGpuTypes": ["A100", "T4"]})
        );
    }
}
