//! The public GPU trace of Alibaba (cluster-trace-gpu-v2023), and others written alike.
//!
//! Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation
//! Gradient Descent", USENIX ATC '23, describe it; <https://github.com/alibaba/clusterdata> has it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use liveberth_core::cluster::{Demand, GpuDemand, GpuTypes, Labels, NodeSpec};
use liveberth_core::gpu::GpuType;
use liveberth_core::placement::Mix;
use liveberth_core::quantity::{MemoryBytes, MilliCpu, MilliGpu};
use serde::Deserialize;

use crate::cluster::COMPUTE_GROUP;

/// The nodes of a trace and the requests of one of its lists.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The nodes in the order of the file.
    pub nodes: Vec<TraceNode>,
    /// The requests in the order of the file.
    pub requests: Vec<Demand>,
    /// The trace's names of GPU types. Each stands for a type of the API by its place, since
    /// placement only tells types apart.
    models: Models,
}

/// A node and its name.
#[derive(Debug, Clone)]
pub struct TraceNode {
    pub(crate) name: String,
    pub(crate) cpu: MilliCpu,
    pub(crate) memory: MemoryBytes,
    pub(crate) gpus: Vec<GpuType>,
}

#[derive(Debug, Clone, Default)]
struct Models(BTreeMap<String, GpuType>);

#[derive(Deserialize)]
struct NodeRow {
    sn: String,
    cpu_milli: u64,
    memory_mib: u64,
    gpu: usize,
    model: String,
}

#[derive(Deserialize)]
struct RequestRow {
    cpu_milli: u64,
    memory_mib: u64,
    num_gpu: u32,
    gpu_milli: u32,
    #[serde(default)]
    gpu_spec: String,
}

impl Trace {
    /// Reads a trace's node list and one of its pod lists.
    ///
    /// # Errors
    /// A file cannot be read, or says what makes no sense.
    pub fn read(nodes: &Path, pods: &Path) -> Result<Self> {
        let mut models = Models::default();
        let node = |row: NodeRow| models.node(row);
        let nodes = rows(nodes)?.into_iter().map(node).collect::<Result<_>>()?;
        let mut trace = Self { nodes, requests: Vec::new(), models };
        trace.requests = trace.read_requests(pods)?;
        Ok(trace)
    }

    /// A trace that comes from no file.
    pub(crate) fn made_of(nodes: Vec<TraceNode>, requests: Vec<Demand>) -> Self {
        Self { nodes, requests, models: Models::default() }
    }

    /// Reads requests for the trace's nodes.
    ///
    /// # Errors
    /// The file cannot be read, or a request makes no sense.
    pub fn read_requests(&self, path: &Path) -> Result<Vec<Demand>> {
        rows(path)?.into_iter().map(|row| self.models.demand(&row)).collect()
    }

    /// Reads an order of the nodes: their names, one a line.
    ///
    /// # Errors
    /// The file cannot be read, or does not name each node once.
    pub fn read_order(&self, path: &Path) -> Result<Vec<usize>> {
        let places: BTreeMap<&str, usize> =
            (0..).zip(&self.nodes).map(|(at, node)| (node.name.as_str(), at)).collect();
        let file = File::open(path).with_context(|| path.display().to_string())?;
        let mut order = Vec::new();
        for line in BufReader::new(file).lines() {
            let name = line?;
            let place = places.get(name.trim()).with_context(|| format!("no node `{name}`"))?;
            order.push(*place);
        }
        let mut sorted = order.clone();
        sorted.sort_unstable();
        ensure!(sorted.into_iter().eq(0..self.nodes.len()), "not every node is there once");
        Ok(order)
    }

    /// How often each request is in the list.
    pub fn mix(&self) -> Mix {
        self.requests.iter().map(|demand| (*demand, 1)).collect()
    }

    /// The thousandths of all GPUs.
    pub fn gpu_milli(&self) -> u64 {
        self.nodes.iter().map(|node| node.gpus.len() as u64 * 1_000).sum()
    }

    /// The nodes, with names that sort in this order.
    pub fn node_specs(&self, order: &[usize]) -> Vec<NodeSpec> {
        let nodes = order.iter().filter_map(|at| self.nodes.get(*at));
        let spec = |(rank, node): (usize, &TraceNode)| NodeSpec {
            id: format!("{rank:07}").as_str().into(),
            compute_group: COMPUTE_GROUP.into(),
            zone: None,
            labels: Labels::new(),
            cpu: node.cpu,
            memory: node.memory,
            gpus: node.gpus.clone(),
        };
        nodes.enumerate().map(spec).collect()
    }
}

impl Models {
    fn node(&mut self, row: NodeRow) -> Result<TraceNode> {
        let next = GpuType::ALL.get(self.0.len()).copied();
        let gpu_type = match self.0.get(&row.model) {
            Some(known) => *known,
            None => {
                let new = next.context("more GPU types than can be told apart")?;
                self.0.insert(row.model, new);
                new
            }
        };
        Ok(TraceNode {
            name: row.sn,
            cpu: MilliCpu(row.cpu_milli),
            memory: MemoryBytes(row.memory_mib << 20),
            gpus: vec![gpu_type; row.gpu],
        })
    }

    /// A model that no node has is accepted in vain.
    fn demand(&self, row: &RequestRow) -> Result<Demand> {
        let types = match row.gpu_spec.as_str() {
            "" => GpuTypes::ANY,
            models => models.split('|').filter_map(|model| self.0.get(model).copied()).collect(),
        };
        let gpu = match row.num_gpu {
            0 => None,
            1 => GpuDemand::share(MilliGpu(row.gpu_milli), types),
            count => GpuDemand::whole(count, types).filter(|_| row.gpu_milli == 1_000),
        };
        ensure!(row.num_gpu == 0 || gpu.is_some(), "{} of {} GPUs", row.gpu_milli, row.num_gpu);
        let (cpu, memory) = (MilliCpu(row.cpu_milli), MemoryBytes(row.memory_mib << 20));
        Ok(Demand { cpu, memory, gpu })
    }
}

fn rows<Row: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<Row>> {
    let name = || path.display().to_string();
    let mut reader = csv::Reader::from_path(path).with_context(name)?;
    reader.deserialize().collect::<Result<_, _>>().with_context(name)
}
