package liveberth

// #include <liveberth.h>
import "C"

// ZonePreference is which zones a replica would rather be in: it goes elsewhere where they have no room.
type ZonePreference struct {
	Mode ZoneMode
	// Replicas are how many of its kind each zone holds; none in one that is left out.
	Replicas map[string]uint32
}

// Request is what a replica needs of a node.
type Request struct {
	CPUMillicores, MemoryBytes uint64
	// ComputeGroups are where it may run.
	ComputeGroups []string
	// GPUs are whole ones, all on one node and of one type.
	GPUs uint32
	// GPUShareThousandths is a share of one GPU, from 1 to 1000, in place of whole ones; 0 for none.
	GPUShareThousandths uint32
	// GPUTypes are those that will do, such as "T4"; any without one.
	GPUTypes []string
	// Labels are what the node's labels have to be.
	Labels map[string]string
	// PreferredGPUType is which of those that will do it stays with as long as it fits; "" for any.
	PreferredGPUType string
	// Zones are those it would rather be in; nil for no matter which.
	Zones *ZonePreference
}

// Placement is where a replica runs.
type Placement struct {
	Node string
	// Devices are the numbers on that node of the GPUs that it gets.
	Devices []uint32
}

// Cluster is nodes and what is reserved on them, without deployments.
//
// Any goroutine may call it: reads run side by side, changes one at a time. Close it when it is done;
// one that is forgotten is freed by the garbage collector. It is made by [NewCluster]; the zero value
// is closed.
type Cluster struct {
	owner owner[clusterHandle]
}

// NewCluster makes a cluster without nodes. The policy, as in "adaptive" or "best-fit", chooses among
// those with room.
func NewCluster(policy string) (*Cluster, error) {
	var out clusterHandle
	var failure textHandle
	status := C.liveberth_cluster_new(data(policy), size(policy), &out, &failure)
	if err := asError(status, failure); err != nil {
		return nil, err
	}
	cluster := &Cluster{}
	cluster.owner.own(out, func(handle clusterHandle) { C.liveberth_cluster_free(handle) })
	return cluster, nil
}

// Close frees the cluster, once no call is under way. Again it does nothing.
func (cluster *Cluster) Close() error {
	cluster.owner.close()
	return nil
}

// SetNode puts a node there: for the first time, back, or in another shape.
func (cluster *Cluster) SetNode(node Node) error {
	described, err := describe(node)
	if err != nil {
		return err
	}
	defer C.liveberth_node_free(described)
	return cluster.write(func(handle clusterHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_cluster_set_node(handle, described, failure)
	})
}

// NodeDown takes a node down and forgets what was reserved on it; it stays known by its shape.
func (cluster *Cluster) NodeDown(node string) error {
	return cluster.write(func(handle clusterHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_cluster_node_down(handle, data(node), size(node), failure)
	})
}

// Cordon has nothing new placed on a node, or again; what is reserved there stays.
func (cluster *Cluster) Cordon(node string, on bool) error {
	return cluster.write(func(handle clusterHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_cluster_cordon(handle, data(node), size(node), C.bool(on), failure)
	})
}

// Place finds a place for a replica and reserves it. Where no node has room the error is
// [StatusNoRoom], which Explain explains; where the best one holds a replica of this number, it is
// [StatusReplicaExists].
func (cluster *Cluster) Place(replica uint64, request Request) (Placement, error) {
	described, err := request.describe()
	if err != nil {
		return Placement{}, err
	}
	defer C.liveberth_request_free(described)
	var out placementHandle
	err = cluster.write(func(handle clusterHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_cluster_place(handle, C.uint64_t(replica), described, &out, failure)
	})
	if err != nil {
		return Placement{}, err
	}
	defer C.liveberth_placement_free(out)
	devices := make([]uint32, C.liveberth_placement_device_count(out))
	for i := range devices {
		devices[i] = uint32(C.liveberth_placement_device(out, C.size_t(i)))
	}
	return Placement{view(C.liveberth_placement_node(out)), devices}, nil
}

// Release gives back what a replica has on a node.
func (cluster *Cluster) Release(node string, replica uint64) error {
	return cluster.write(func(handle clusterHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_cluster_release(handle, data(node), size(node), C.uint64_t(replica), failure)
	})
}

// Explain answers why so many replicas fit or do not, which nearest changes would do, and why this
// node.
func (cluster *Cluster) Explain(request Request, replicas uint32) (string, error) {
	return cluster.ask(request, func(
		handle clusterHandle, request requestHandle, out, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_cluster_explain(handle, request, C.uint32_t(replicas), out, failure)
	})
}

// WhatIf answers where so many replicas would run, with nothing reserved.
func (cluster *Cluster) WhatIf(request Request, replicas uint32) (string, error) {
	return cluster.ask(request, func(
		handle clusterHandle, request requestHandle, out, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_cluster_what_if(handle, request, C.uint32_t(replicas), out, failure)
	})
}

// Repack answers so many replicas packed from scratch onto the fewest nodes. Steps say how long to
// search.
func (cluster *Cluster) Repack(request Request, replicas, steps uint32) (string, error) {
	return cluster.ask(request, func(
		handle clusterHandle, request requestHandle, out, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_cluster_repack(
			handle, request, C.uint32_t(replicas), C.uint32_t(steps), out, failure,
		)
	})
}

// write makes a call that may change the cluster.
func (cluster *Cluster) write(
	call func(handle clusterHandle, failure *textHandle) C.liveberth_status,
) error {
	return cluster.owner.write(func(handle clusterHandle) error {
		var failure textHandle
		return asError(call(handle, &failure), failure)
	})
}

// ask makes a call that asks what would become of a request.
func (cluster *Cluster) ask(
	request Request,
	call func(
		handle clusterHandle, request requestHandle, out, failure *textHandle,
	) C.liveberth_status,
) (answer string, err error) {
	described, err := request.describe()
	if err != nil {
		return "", err
	}
	defer C.liveberth_request_free(described)
	err = cluster.owner.read(func(handle clusterHandle) (err error) {
		answer, err = text(func(out, failure *textHandle) C.liveberth_status {
			return call(handle, described, out, failure)
		})
		return err
	})
	return answer, err
}

// describe makes a request of the library, which the caller frees.
func (request Request) describe() (described requestHandle, err error) {
	var failure textHandle
	status := C.liveberth_request_new(C.uint64_t(request.CPUMillicores),
		C.uint64_t(request.MemoryBytes), &described, &failure)
	if err := asError(status, failure); err != nil {
		return nil, err
	}
	if err := request.complete(described); err != nil {
		C.liveberth_request_free(described)
		return nil, err
	}
	return described, nil
}

// complete adds what a request may be without.
func (request Request) complete(described requestHandle) error {
	var failure textHandle
	for _, group := range request.ComputeGroups {
		status := C.liveberth_request_add_compute_group(described, data(group), size(group), &failure)
		if err := asError(status, failure); err != nil {
			return err
		}
	}
	gpus := C.liveberth_request_set_gpus(described, C.uint32_t(request.GPUs), &failure)
	if err := asError(gpus, failure); err != nil {
		return err
	}
	if request.GPUShareThousandths > 0 {
		share := C.uint32_t(request.GPUShareThousandths)
		status := C.liveberth_request_set_gpu_share(described, share, &failure)
		if err := asError(status, failure); err != nil {
			return err
		}
	}
	for _, gpuType := range request.GPUTypes {
		status := C.liveberth_request_accept_gpu_type(described, data(gpuType), size(gpuType), &failure)
		if err := asError(status, failure); err != nil {
			return err
		}
	}
	for key, value := range request.Labels {
		status := C.liveberth_request_require_label(described, data(key), size(key), data(value),
			size(value), &failure)
		if err := asError(status, failure); err != nil {
			return err
		}
	}
	return request.prefer(described)
}

// prefer adds what a request would rather have.
func (request Request) prefer(described requestHandle) error {
	var failure textHandle
	if gpuType := request.PreferredGPUType; gpuType != "" {
		status := C.liveberth_request_prefer_gpu_type(described, data(gpuType), size(gpuType), &failure)
		if err := asError(status, failure); err != nil {
			return err
		}
	}
	if request.Zones == nil {
		return nil
	}
	mode := C.liveberth_request_prefer_zones(described, C.uint32_t(request.Zones.Mode), &failure)
	if err := asError(mode, failure); err != nil {
		return err
	}
	for zone, replicas := range request.Zones.Replicas {
		status := C.liveberth_request_count_in_zone(described, data(zone), size(zone),
			C.uint32_t(replicas), &failure)
		if err := asError(status, failure); err != nil {
			return err
		}
	}
	return nil
}
