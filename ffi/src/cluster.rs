//! A cluster without deployments: for hosts that want placement alone.

use core::ffi::c_char;
use core::marker::PhantomData;

use liveberth_core::cluster::{Cluster as Nodes, NodeId};
use liveberth_core::control_plane::StepError;
use liveberth_core::deployment::ReplicaId;
use liveberth_core::json::placement as json;
use liveberth_core::placement::{Mix, Placement as CorePlacement, PlacementPolicy, Scheduler};

use crate::boundary::{Input, Outputs};
use crate::failure::Failure;
use crate::handle::{self, handles};
use crate::node::Node;
use crate::request::Request;
use crate::slice::Slice;
use crate::status::Status;
use crate::text::Text;

/// Nodes, what is reserved on them, and a policy that decides where more goes.
///
/// One thread at a time may use a cluster, and it may move from thread to thread. Functions that
/// take it as `const` may run on several threads at once, while no other function does.
#[derive(Debug)]
pub struct Cluster(PhantomData<Scheduled>);

/// A place: a node, and the numbers of the GPUs on it. It never changes.
#[derive(Debug)]
pub struct Placement(PhantomData<CorePlacement>);

handles! {
    Cluster(Scheduled), "cluster";
    Placement(CorePlacement), "placement";
}

/// A cluster and who decides on it.
#[derive(Debug)]
pub(crate) struct Scheduled {
    nodes: Nodes,
    scheduler: Scheduler,
}

/// Makes a cluster without nodes. `policy` is the name of a placement policy: `adaptive`, `best-fit`,
/// `first-fit`, `worst-fit`, `dot-product`, `gpu-packing`, `gpu-clustering`, `fgd` or `random`; NULL
/// with length 0 is `adaptive`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_new(
    policy: *const c_char,
    policy_length: usize,
    out: *mut *mut Cluster,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (policy, outputs) =
        unsafe { (Input::new("policy", policy, policy_length), Outputs::new(out, error)) };
    outputs.answer(|| {
        let policy = policy.optional_text()?.map_or(Ok(PlacementPolicy::default()), read_policy)?;
        let scheduler = Scheduler::new(policy, Mix::default());
        Ok(handle::new(Scheduled { nodes: Nodes::default(), scheduler }))
    })
}

/// Puts a node there: for the first time, back, or in another shape. `node` remains the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_set_node(
    cluster: *mut Cluster,
    node: *const Node,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::change(cluster, Outputs::nothing(error), |cluster| {
            let spec = handle::get(node)?.clone();
            let node = spec.id.clone();
            Ok(cluster.nodes.set_node(spec).map_err(|_| StepError::NodeInUse { node })?)
        })
    }
}

/// Takes a node down and forgets what was reserved on it; it stays known by its shape.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_node_down(
    cluster: *mut Cluster,
    node: *const c_char,
    node_length: usize,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let node = Input::new("node", node, node_length);
        handle::change(cluster, Outputs::nothing(error), |cluster| {
            cluster.nodes.take_node_down(&cluster.known_node(&node)?);
            Ok(())
        })
    }
}

/// Has nothing new placed on a node, or again, as `on` says; what is reserved there stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_cordon(
    cluster: *mut Cluster,
    node: *const c_char,
    node_length: usize,
    on: bool,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let node = Input::new("node", node, node_length);
        handle::change(cluster, Outputs::nothing(error), |cluster| {
            cluster.nodes.cordon(&cluster.known_node(&node)?, on);
            Ok(())
        })
    }
}

/// Finds the best place for a replica and reserves it. The caller numbers the replica, each differently
/// on one node. `LIVEBERTH_STATUS_NO_ROOM` where no node has room; `LIVEBERTH_STATUS_REPLICA_EXISTS`
/// where the best one holds a replica of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_place(
    cluster: *mut Cluster,
    replica: u64,
    request: *const Request,
    out: *mut *mut Placement,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::change(cluster, Outputs::new(out, error), |cluster| {
            let request = handle::get(request)?.as_core();
            let Scheduled { nodes, scheduler } = cluster;
            let placement = scheduler.place(nodes, &request).ok_or(Failure::NoRoom)?;
            let reservation = placement.reservation(request.demand);
            let reserved = nodes.reserve(&placement.node, ReplicaId(replica), reservation);
            reserved.map_err(|_| {
                // There is room, or the place would not have been found.
                Failure::ReplicaExists { node: placement.node.to_string(), replica }
            })?;
            scheduler.learn(request.demand);
            Ok(handle::new(placement))
        })
    }
}

/// Gives back what a replica holds on a node. `LIVEBERTH_STATUS_REPLICA_NOT_FOUND` where it holds
/// nothing there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_release(
    cluster: *mut Cluster,
    node: *const c_char,
    node_length: usize,
    replica: u64,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let node = Input::new("node", node, node_length);
        handle::change(cluster, Outputs::nothing(error), |cluster| {
            let (node, replica) = (cluster.known_node(&node)?, ReplicaId(replica));
            let released = cluster.nodes.release(&node, replica);
            released.map(drop).ok_or_else(|| StepError::ReplicaNotFound { replica }.into())
        })
    }
}

/// Explains how so many replicas of a request stand to the cluster, as text: how many fit, what keeps
/// them off which nodes, the closest nodes, and the nearest changes with which they would fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_explain(
    cluster: *const Cluster,
    request: *const Request,
    replicas: u32,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::read(cluster, Outputs::new(out, error), |cluster| {
            let request = handle::get(request)?.as_core();
            Ok(Text::new(json::explain(&cluster.nodes, &request, replicas)?))
        })
    }
}

/// Says where replicas of a request would go and why, as text, with the cluster left as it is; as many
/// as there is room for. At most 1000 can be asked about.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_what_if(
    cluster: *const Cluster,
    request: *const Request,
    replicas: u32,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::read(cluster, Outputs::new(out, error), |cluster| {
            let request = handle::get(request)?.as_core();
            let Scheduled { nodes, scheduler } = cluster;
            Ok(Text::new(json::what_if(nodes, scheduler, &request, replicas)?))
        })
    }
}

/// Says on how few of the cluster's nodes so many replicas of a request would fit if the nodes were
/// empty, as text: the nodes needed, a proved lower bound, and where each would be. At most 1000 can
/// be asked about. `steps` says how long to search for fewer; more than 100000 count as so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_repack(
    cluster: *const Cluster,
    request: *const Request,
    replicas: u32,
    steps: u32,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::read(cluster, Outputs::new(out, error), |cluster| {
            let request = handle::get(request)?.as_core();
            Ok(Text::new(json::repack(&cluster.nodes, &request, replicas, steps)?))
        })
    }
}

/// Frees a cluster. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_cluster_free(cluster: *mut Cluster) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(cluster) };
}

/// The node of a place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_placement_node(placement: *const Placement) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(unsafe { handle::look(placement) }.map(|it| it.node.as_str()))
}

/// How many GPUs a place has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_placement_device_count(placement: *const Placement) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::look(placement) }.map_or(0, |it| it.devices.len())
}

/// The number on its node of a GPU of a place; `UINT32_MAX` where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_placement_device(
    placement: *const Placement,
    device: usize,
) -> u32 {
    // SAFETY: the caller keeps the header's rules for handles.
    let placement = unsafe { handle::look(placement) };
    placement.and_then(|it| it.devices.get(device).copied()).unwrap_or(u32::MAX)
}

/// Frees a place, which leaves what is reserved there. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_placement_free(placement: *mut Placement) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(placement) };
}

impl Scheduled {
    /// A node that the cluster knows.
    fn known_node(&self, name: &Input<'_>) -> Result<NodeId, Failure> {
        let node = NodeId::from(name.text()?);
        match self.nodes.node(&node) {
            Some(_) => Ok(node),
            None => Err(StepError::NodeNotFound { node }.into()),
        }
    }
}

fn read_policy(name: &str) -> Result<PlacementPolicy, Failure> {
    PlacementPolicy::from_name(name)
        .ok_or_else(|| Failure::UnknownName { argument: "policy", name: name.to_owned() })
}
