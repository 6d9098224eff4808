//! What a configuration costs: compute-seconds an hour, by the platform's documented usage rates.
//!
//! For each replica, starting or running, the platform counts 0.2 compute-seconds a second and vCPU
//! — or, if that is more, for every 7.5 GiB of memory — and for each GPU a rate of its type. So an
//! hour of one vCPU is 0.2 · 3,600 = 720 compute-seconds, an hour of one GiB 720 / 7.5 = 96. The
//! rates are those of the documentation of usage (compute modules and model deployments).

use super::RuntimeConfiguration;
use crate::gpu::{GpuRequest, GpuType};
use crate::limits::Limits;
use crate::resources::Resources;

/// Thousandths of a compute-second that an hour of a thousandth of a vCPU counts.
const PER_MILLICORE: u128 = 720;

/// Thousandths of a compute-second that an hour of 4 MiB counts: 96,000 / 256.
const PER_4_MIB: u128 = 375;

/// 4 MiB as a power of two.
const BITS_4_MIB: u32 = 22;

/// Thousandths of a compute-second that an hour at a rate of 0.1 counts.
const PER_TENTH: u128 = 360_000;

/// Compute-seconds an hour with the fewest replicas and with the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// With `minReplicas` replicas; nothing where those are 0.
    pub at_min_replicas: HourlyCost,
    /// With `maxReplicas` replicas.
    pub at_max_replicas: HourlyCost,
    /// Why the cost of the GPUs is not known, where it is not.
    pub unpriced: Option<Unpriced>,
}

/// Compute-seconds an hour, in thousandths; a part of a thousandth counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourlyCost {
    /// Of CPU and memory.
    pub vcpu_thousandths: u128,
    /// Of GPUs, where that is known; 0 without any.
    pub gpu_thousandths: Option<u128>,
}

/// Why the cost of GPUs is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpriced {
    /// The type has no public rate.
    NoPublicRate(GpuType),
    /// The type is left to the platform.
    AnyGpuType,
}

impl RuntimeConfiguration {
    /// What the configuration costs an hour, with the platform's defaults filled in.
    ///
    /// ```
    /// use liveberth_core::config::check_runtime_configuration;
    /// use liveberth_core::limits::Limits;
    ///
    /// let text = br#"{"minReplicas": 0, "maxReplicas": 2, "cpu": 1, "memory": "15GiB",
    ///     "gpu": {"count": 1, "type": "T4"}}"#;
    /// let limits = Limits::default();
    /// let cost = check_runtime_configuration(text, &limits).value.unwrap().cost(&limits);
    /// // 15 GiB count as 2 vCPUs: 2 · 0.2 · 3600 each hour and replica; a T4 1.2 · 3600.
    /// assert_eq!(cost.at_max_replicas.vcpu_thousandths, 2 * 1_440_000);
    /// assert_eq!(cost.at_max_replicas.gpu_thousandths, Some(2 * 4_320_000));
    /// assert_eq!(cost.at_min_replicas.total_thousandths(), Some(0));
    /// ```
    pub fn cost(&self, limits: &Limits) -> Cost {
        let resources = self.resources(limits);
        let (rate_tenths, unpriced) = match resources.gpu.map(rate_tenths) {
            None => (Some(0), None),
            Some(Ok(rate_tenths)) => (Some(rate_tenths), None),
            Some(Err(unpriced)) => (None, Some(unpriced)),
        };
        let hourly = |replicas| HourlyCost {
            vcpu_thousandths: vcpu_thousandths(&resources, replicas),
            gpu_thousandths: rate_tenths
                .map(|rate_tenths| gpu_thousandths(&resources, rate_tenths, replicas)),
        };
        Cost {
            at_min_replicas: hourly(self.min_replicas.into()),
            at_max_replicas: hourly(self.max_replicas.into()),
            unpriced,
        }
    }
}

impl Unpriced {
    /// The reason in one stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoPublicRate(_) => "no_public_rate",
            Self::AnyGpuType => "any_gpu_type",
        }
    }
}

impl HourlyCost {
    /// Of everything, where that is known.
    pub fn total_thousandths(&self) -> Option<u128> {
        Some(self.vcpu_thousandths.saturating_add(self.gpu_thousandths?))
    }
}

/// Of CPU or memory, whichever is more.
#[expect(clippy::arithmetic_side_effects, reason = "amounts have 64 bits, replicas have 32")]
fn vcpu_thousandths(resources: &Resources, replicas: u128) -> u128 {
    let of_cpu = PER_MILLICORE * u128::from(resources.cpu.0) * replicas;
    let of_memory = PER_4_MIB * u128::from(resources.memory.0) * replicas;
    let rounded_up = (of_memory + (1 << BITS_4_MIB) - 1) >> BITS_4_MIB;
    of_cpu.max(rounded_up)
}

/// Of all GPUs.
#[expect(clippy::arithmetic_side_effects, reason = "GPUs and replicas have 32 bits each")]
fn gpu_thousandths(resources: &Resources, rate_tenths: u128, replicas: u128) -> u128 {
    u128::from(resources.gpu_count()) * replicas * rate_tenths * PER_TENTH
}

/// Tenths of a compute-second that a second of one GPU counts.
const fn rate_tenths(gpu: GpuRequest) -> Result<u128, Unpriced> {
    let Some(gpu_type) = gpu.gpu_type else {
        return Err(Unpriced::AnyGpuType);
    };
    Ok(match gpu_type {
        GpuType::T4 => 12,
        GpuType::A100 => 13,
        GpuType::A10G => 15,
        GpuType::L4 => 21,
        GpuType::V100 => 30,
        GpuType::H100 => 47,
        GpuType::A16 | GpuType::B200 | GpuType::B300 | GpuType::H200 | GpuType::L40S => {
            return Err(Unpriced::NoPublicRate(gpu_type));
        }
    })
}
