//! The GPUs of a replica.

use super::Checker;
use crate::config::diagnostic::Problem;
use crate::config::raw::Fields;
use crate::config::rules;
use crate::document::Value;
use crate::gpu::{GpuRequest, GpuType};

impl Checker<'_> {
    pub(super) fn gpu(&mut self, value: Value<'_>) -> Option<GpuRequest> {
        let fields = self.object(value, &rules::GPU_REQUEST)?;
        let gpu_type = self.member(&fields, &rules::GPU_TYPE, Self::gpu_type);
        let most = self.max_gpu_count(&fields, gpu_type);
        let count = self
            .member(&fields, &rules::GPU_COUNT, |checker, value| checker.gpu_count(value, most));
        self.strays(&fields);
        Some(GpuRequest { count: count?, gpu_type })
    }

    fn gpu_type(&mut self, value: Value<'_>) -> Option<GpuType> {
        let text = self.text(value)?;
        let Some(requested) = GpuType::from_name(&text) else {
            return self.refuse(Problem::UnknownGpuType { value: text.into_owned() });
        };
        match &self.limits.gpus {
            Some(gpus) if !gpus.contains_key(&requested) => {
                let available = gpus.keys().copied().collect();
                self.refuse(Problem::GpuTypeNotAvailable { requested, available })
            }
            _ => Some(requested),
        }
    }

    /// The most GPUs of a replica. Not known where the platform does not say, nor where the type
    /// that was given is itself wrong.
    fn max_gpu_count(&self, fields: &Fields<'_>, gpu_type: Option<GpuType>) -> Option<u32> {
        let type_is_wrong = gpu_type.is_none() && fields.value(&rules::GPU_TYPE).is_some();
        match type_is_wrong {
            true => None,
            false => self.limits.max_gpu_count(gpu_type),
        }
    }

    fn gpu_count(&mut self, value: Value<'_>, max_gpu_count: Option<u32>) -> Option<u32> {
        let integer = self.wire_integer(value, &rules::GPU_COUNT)?;
        let provided = i32::try_from(integer).ok()?;
        let most = max_gpu_count.unwrap_or(u32::MAX);
        match u32::try_from(provided) {
            Ok(count) if count >= 1 && count <= most => Some(count),
            _ => self.refuse(Problem::GpuCountOutOfRange { provided, max_gpu_count }),
        }
    }
}
