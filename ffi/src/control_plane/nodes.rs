//! Nodes that come and go.

use core::ffi::c_char;

use liveberth_core::control_plane::Input as CoreInput;

use super::ControlPlane;
use super::step::step;
use crate::boundary::{Input, Outputs};
use crate::effects::Effects;
use crate::handle;
use crate::node::Node;
use crate::status::Status;
use crate::text::Text;

/// Says that a node is there, for the first time, again, or with another shape. `node` remains the
/// caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_node_up(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    node: *const Node,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::NodeUp { node: handle::get(node)?.clone() })
        })
    }
}

/// Says that a node is gone, and with it every replica on it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_node_down(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    node: *const c_char,
    node_length: usize,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let node = Input::new("node", node, node_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::NodeDown { node: node.text()?.into() })
        })
    }
}

/// Has nothing new placed on a node, or again, as `on` says; what runs there stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_cordon(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    node: *const c_char,
    node_length: usize,
    on: bool,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let node = Input::new("node", node, node_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::Cordon { node: node.text()?.into(), on })
        })
    }
}
