//! The bodies of *create* and *replace*.

use alloc::string::String;

use super::{Body, Checked, Checker};
use crate::api::DirectTarget;
use crate::config::diagnostic::Problem;
use crate::config::problem::DEPLOYMENT_TYPES;
use crate::config::rules;
use crate::document::Value;
use crate::rid::ModelRid;

impl Checker<'_> {
    pub(super) fn body(&mut self, value: Value<'_>, body: Body<'_>) -> Option<Checked> {
        let object = match body {
            Body::Create { .. } => &rules::CREATE_REQUEST,
            Body::Replace => &rules::REPLACE_REQUEST,
        };
        let fields = self.object(value, object)?;
        let target = match body {
            Body::Create { default: Some(default) }
                if fields.value(&rules::DEPLOYMENT_TYPE).is_none() =>
            {
                Some(default.clone())
            }
            Body::Create { .. } => self.member(&fields, &rules::DEPLOYMENT_TYPE, Self::target),
            _ => None,
        };
        let configuration =
            self.member(&fields, &rules::RUNTIME_CONFIGURATION, Self::configuration);
        self.strays(&fields);
        Some(Checked { target, configuration: configuration? })
    }

    fn target(&mut self, value: Value<'_>) -> Option<DirectTarget> {
        let fields = self.object(value, &rules::DIRECT_TARGET)?;
        self.member(&fields, &rules::TARGET_TYPE, Self::target_type);
        let model_rid = self.member(&fields, &rules::MODEL_RID, Self::model_rid);
        let branch = self.member(&fields, &rules::BRANCH, Self::branch);
        self.strays(&fields);
        Some(DirectTarget { model_rid: model_rid?, branch: branch? })
    }

    fn target_type(&mut self, value: Value<'_>) -> Option<()> {
        let text = self.text(value)?;
        if DEPLOYMENT_TYPES.contains(&&*text) {
            return Some(());
        }
        self.refuse(Problem::UnknownDeploymentType { value: text.into_owned() })
    }

    fn model_rid(&mut self, value: Value<'_>) -> Option<ModelRid> {
        let text = self.text(value)?;
        self.rid(&text, ModelRid::new)
    }

    fn branch(&mut self, value: Value<'_>) -> Option<String> {
        let text = self.text(value)?;
        if text.is_empty() {
            return self.refuse(Problem::EmptyBranch);
        }
        Some(text.into_owned())
    }
}
