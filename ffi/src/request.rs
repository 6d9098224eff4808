//! What wants a place in a cluster.

use core::ffi::c_char;
use core::marker::PhantomData;
use std::collections::{BTreeMap, BTreeSet};

use liveberth_core::cluster::{ComputeGroupId, Demand, GpuDemand, GpuTypes, Labels};
use liveberth_core::gpu::GpuType;
use liveberth_core::placement::{Request as Core, ZoneMode as CoreMode, ZonePreference};
use liveberth_core::quantity::{MemoryBytes, MilliCpu, MilliGpu};

use crate::boundary::{Input, Outputs};
use crate::failure::Failure;
use crate::handle::{self, handles};
use crate::node::read_gpu_type;
use crate::status::Status;
use crate::text::Text;

/// What one replica needs of the node it runs on.
///
/// One thread at a time may change a request; any number may give it to functions that take it as
/// `const`, while none changes it.
#[derive(Debug)]
pub struct Request(PhantomData<Wanted>);

handles! {
    Request(Wanted), "request";
}

/// Whether replicas of a kind keep together or apart.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneMode {
    /// Rather where there are fewest, so that one zone's failure takes few.
    Spread = 1,
    /// Rather where there are most, so that they are near each other.
    Pack = 2,
}

/// A request that owns its parts.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    compute_groups: BTreeSet<ComputeGroupId>,
    demand: Demand,
    /// The types that will do; none where any will.
    types: GpuTypes,
    preferred_type: Option<GpuType>,
    labels: Labels,
    zones: ZonePreference,
    prefers_zones: bool,
}

impl Wanted {
    /// The request as the core takes it.
    pub(crate) fn as_core(&self) -> Core<'_> {
        Core {
            preferred_gpu_type: self.preferred_type,
            labels: Some(&self.labels),
            zones: self.prefers_zones.then_some(&self.zones),
            ..Core::new(&self.compute_groups, self.demand)
        }
    }

    /// The types that will do.
    fn accepted(&self) -> GpuTypes {
        if self.types == GpuTypes::default() { GpuTypes::ANY } else { self.types }
    }
}

/// Asks for processor time and memory, in no compute group yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_new(
    cpu_millicores: u64,
    memory_bytes: u64,
    out: *mut *mut Request,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    outputs.answer(|| {
        let (cpu, memory) = (MilliCpu(cpu_millicores), MemoryBytes(memory_bytes));
        Ok(handle::new(Wanted {
            compute_groups: BTreeSet::new(),
            demand: Demand { cpu, memory, gpu: None },
            types: GpuTypes::default(),
            preferred_type: None,
            labels: Labels::new(),
            zones: ZonePreference { mode: CoreMode::Spread, replicas: BTreeMap::new() },
            prefers_zones: false,
        }))
    })
}

/// Lets a request run on the nodes of one more compute group.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_add_compute_group(
    request: *mut Request,
    compute_group: *const c_char,
    compute_group_length: usize,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let compute_group = Input::new("compute_group", compute_group, compute_group_length);
        handle::change(request, Outputs::nothing(error), |request| {
            request.compute_groups.insert(compute_group.text()?.into());
            Ok(())
        })
    }
}

/// Asks for whole GPUs, all on one node and of one type; with 0 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_set_gpus(
    request: *mut Request,
    count: u32,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::change(request, Outputs::nothing(error), |request| {
            request.demand.gpu = GpuDemand::whole(count, request.accepted());
            Ok(())
        })
    }
}

/// Asks for a share of one GPU, in thousandths, from 1 to 1000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_set_gpu_share(
    request: *mut Request,
    thousandths: u32,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::change(request, Outputs::nothing(error), |request| {
            let share = GpuDemand::share(MilliGpu(thousandths), request.accepted());
            let unknown = Failure::UnknownNumber { argument: "thousandths", number: thousandths };
            request.demand.gpu = Some(share.ok_or(unknown)?);
            Ok(())
        })
    }
}

/// Accepts GPUs of a type, such as `T4`. As long as no type is named, any will do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_accept_gpu_type(
    request: *mut Request,
    gpu_type: *const c_char,
    gpu_type_length: usize,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let gpu_type = Input::new("gpu_type", gpu_type, gpu_type_length);
        handle::change(request, Outputs::nothing(error), |request| {
            request.types = request.types.union(GpuTypes::only(read_gpu_type(&gpu_type)?));
            let types = request.accepted();
            let gpu = request.demand.gpu;
            request.demand.gpu = gpu.and_then(|gpu| match gpu.is_share() {
                true => GpuDemand::share(gpu.of_each(), types),
                false => GpuDemand::whole(gpu.count(), types),
            });
            Ok(())
        })
    }
}

/// Asks for a node that has a label with this value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_require_label(
    request: *mut Request,
    key: *const c_char,
    key_length: usize,
    value: *const c_char,
    value_length: usize,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let key = Input::new("key", key, key_length);
        let value = Input::new("value", value, value_length);
        handle::change(request, Outputs::nothing(error), |request| {
            request.labels.insert(key.text()?.to_owned(), value.text()?.to_owned());
            Ok(())
        })
    }
}

/// Says which of the types that will do a request stays with as long as it fits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_prefer_gpu_type(
    request: *mut Request,
    gpu_type: *const c_char,
    gpu_type_length: usize,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let gpu_type = Input::new("gpu_type", gpu_type, gpu_type_length);
        handle::change(request, Outputs::nothing(error), |request| {
            request.preferred_type = Some(read_gpu_type(&gpu_type)?);
            Ok(())
        })
    }
}

/// Says that a request would rather be in some zones than in others; it goes elsewhere where they have
/// no room. `mode` is one of `liveberth_zone_mode`; `liveberth_request_count_in_zone` says how many
/// replicas of its kind are where.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_prefer_zones(
    request: *mut Request,
    mode: u32,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::change(request, Outputs::nothing(error), |request| {
            request.zones.mode = zone_mode(mode)?;
            request.prefers_zones = true;
            Ok(())
        })
    }
}

/// Says how many replicas of a request's kind a zone holds; none where it is not said. It counts once
/// `liveberth_request_prefer_zones` has said for what.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_count_in_zone(
    request: *mut Request,
    zone: *const c_char,
    zone_length: usize,
    replicas: u32,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let zone = Input::new("zone", zone, zone_length);
        handle::change(request, Outputs::nothing(error), |request| {
            request.zones.replicas.insert(zone.text()?.into(), replicas);
            Ok(())
        })
    }
}

/// Frees a request. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_request_free(request: *mut Request) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(request) };
}

fn zone_mode(number: u32) -> Result<CoreMode, Failure> {
    match number {
        it if it == ZoneMode::Spread as u32 => Ok(CoreMode::Spread),
        it if it == ZoneMode::Pack as u32 => Ok(CoreMode::Pack),
        number => Err(Failure::UnknownNumber { argument: "mode", number }),
    }
}
