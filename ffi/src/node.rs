//! Nodes as the host describes them, for a control plane and for a cluster.

use core::ffi::c_char;
use core::marker::PhantomData;

use liveberth_core::cluster::{Labels, NodeSpec};
use liveberth_core::gpu::GpuType;
use liveberth_core::quantity::{MemoryBytes, MilliCpu};

use crate::boundary::{Input, Outputs};
use crate::failure::Failure;
use crate::handle::{self, handles};
use crate::status::Status;
use crate::text::Text;

/// The most GPUs of a node: far more than any machine has.
const MOST_GPUS: usize = 4096;

/// A machine: what it can hold and where it belongs.
///
/// One thread at a time may change a node; any number may give it to functions that take it as
/// `const`, while none changes it.
#[derive(Debug)]
pub struct Node(PhantomData<NodeSpec>);

handles! {
    Node(NodeSpec), "node";
}

/// Describes a node without GPUs: its name, which decides between equals, its compute group, and what
/// replicas may use of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_node_new(
    name: *const c_char,
    name_length: usize,
    compute_group: *const c_char,
    compute_group_length: usize,
    cpu_millicores: u64,
    memory_bytes: u64,
    out: *mut *mut Node,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (name, compute_group, outputs) = unsafe {
        (
            Input::new("name", name, name_length),
            Input::new("compute_group", compute_group, compute_group_length),
            Outputs::new(out, error),
        )
    };
    outputs.answer(|| {
        Ok(handle::new(NodeSpec {
            id: name.text()?.into(),
            compute_group: compute_group.text()?.into(),
            zone: None,
            labels: Labels::new(),
            cpu: MilliCpu(cpu_millicores),
            memory: MemoryBytes(memory_bytes),
            gpus: Vec::new(),
        }))
    })
}

/// Gives a node more GPUs of a type, such as `T4`, with the next device numbers. It has at most 4096:
/// more are refused with `LIVEBERTH_STATUS_UNKNOWN_NUMBER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_node_add_gpus(
    node: *mut Node,
    gpu_type: *const c_char,
    gpu_type_length: usize,
    count: u32,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let gpu_type = Input::new("gpu_type", gpu_type, gpu_type_length);
        handle::change(node, Outputs::nothing(error), |node| {
            let gpu_type = read_gpu_type(&gpu_type)?;
            let more = usize::try_from(count).unwrap_or(usize::MAX);
            let all = node.gpus.len().saturating_add(more);
            if all > MOST_GPUS {
                return Err(Failure::TooManyGpus { all, most: MOST_GPUS });
            }
            node.gpus.resize(all, gpu_type);
            Ok(())
        })
    }
}

/// Says in which zone a node is: machines that fail together, or are near each other.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_node_set_zone(
    node: *mut Node,
    zone: *const c_char,
    zone_length: usize,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let zone = Input::new("zone", zone, zone_length);
        handle::change(node, Outputs::nothing(error), |node| {
            node.zone = Some(zone.text()?.into());
            Ok(())
        })
    }
}

/// Gives a node a label, which requests may ask for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_node_set_label(
    node: *mut Node,
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
        handle::change(node, Outputs::nothing(error), |node| {
            node.labels.insert(key.text()?.to_owned(), value.text()?.to_owned());
            Ok(())
        })
    }
}

/// Frees a node's description. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_node_free(node: *mut Node) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(node) };
}

/// The GPU type of a name.
pub(crate) fn read_gpu_type(name: &Input<'_>) -> Result<GpuType, Failure> {
    let name = name.text()?;
    GpuType::from_name(name)
        .ok_or_else(|| Failure::UnknownName { argument: "gpu_type", name: name.to_owned() })
}
