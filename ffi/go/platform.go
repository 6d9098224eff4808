package liveberth

// #include <liveberth.h>
import "C"

import "runtime"

// NoLimit is a limit that is not there.
const NoLimit uint64 = C.LIVEBERTH_NONE

// Node is a machine: what replicas may use of it and where it belongs.
type Node struct {
	// Name decides between equals.
	Name         string
	ComputeGroup string

	CPUMillicores, MemoryBytes uint64
	// GPUs have the device numbers 0, 1 and so on, in this order.
	GPUs []GPU
	// Zone is where machines fail together; "" for none.
	Zone string
	// Labels are what requests may ask for.
	Labels map[string]string
}

// QueueKind is what a queue counts.
type QueueKind uint32

const (
	// QueueVCPU counts millicores of replicas without GPUs.
	QueueVCPU QueueKind = C.LIVEBERTH_QUEUE_KIND_VCPU
	// QueueVGPU counts GPUs of replicas that have any.
	QueueVGPU QueueKind = C.LIVEBERTH_QUEUE_KIND_VGPU
)

// AdmissionOrder is whether a waiting replica that does not fit holds up the younger ones.
type AdmissionOrder uint32

const (
	// StrictFIFO holds them up: first come, first served.
	StrictFIFO AdmissionOrder = C.LIVEBERTH_ADMISSION_ORDER_STRICT_FIFO
	// BestEffort lets a younger one go ahead that fits.
	BestEffort AdmissionOrder = C.LIVEBERTH_ADMISSION_ORDER_BEST_EFFORT
)

// ZoneMode is whether replicas of a kind keep together or apart.
type ZoneMode uint32

const (
	// SpreadZones is rather where there are fewest, so that one zone's failure takes few.
	SpreadZones ZoneMode = C.LIVEBERTH_ZONE_MODE_SPREAD
	// PackZones is rather where there are most, so that they are near each other.
	PackZones ZoneMode = C.LIVEBERTH_ZONE_MODE_PACK
)

// Queue is how much may be used at once, and where.
type Queue struct {
	Name string
	Kind QueueKind
	// Limit is in millicores or GPUs.
	Limit uint64
	Order AdmissionOrder
	// ComputeGroups are where its replicas run.
	ComputeGroups []string
}

// NodeUp says that a node is there, for the first time, again, or with another shape.
func (plane *ControlPlane) NodeUp(nowMillis uint64, node Node) ([]Effect, error) {
	described, err := describe(node)
	if err != nil {
		return nil, err
	}
	defer C.liveberth_node_free(described)
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_node_up(handle, C.uint64_t(nowMillis), described, out,
			failure)
	})
}

// NodeDown says that a node is gone, and with it every replica on it.
func (plane *ControlPlane) NodeDown(nowMillis uint64, node string) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_node_down(handle, C.uint64_t(nowMillis), data(node),
			size(node), out, failure)
	})
}

// Cordon has nothing new placed on a node, or again; what runs there stays.
func (plane *ControlPlane) Cordon(nowMillis uint64, node string, on bool) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_cordon(handle, C.uint64_t(nowMillis), data(node),
			size(node), C.bool(on), out, failure)
	})
}

// QueueSet says that a queue exists, or has changed.
func (plane *ControlPlane) QueueSet(nowMillis uint64, queue Queue) ([]Effect, error) {
	var pinner runtime.Pinner
	defer pinner.Unpin()
	groups := make([]C.struct_liveberth_slice, len(queue.ComputeGroups), len(queue.ComputeGroups)+1)
	for i, group := range queue.ComputeGroups {
		if group != "" {
			pinner.Pin(data(group))
		}
		groups[i] = C.struct_liveberth_slice{data: data(group), length: size(group)}
	}
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_queue_set(handle, C.uint64_t(nowMillis), data(queue.Name),
			size(queue.Name),
			C.uint32_t(queue.Kind), C.uint64_t(queue.Limit), C.uint32_t(queue.Order), &groups[:1][0],
			C.size_t(len(groups)), out, failure)
	})
}

// EnrollmentSet says the most that all queues of a kind may be given together, in millicores and in
// GPUs; [NoLimit] for no limit.
func (plane *ControlPlane) EnrollmentSet(nowMillis, vcpu, vgpu uint64) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_enrollment_set(handle, C.uint64_t(nowMillis),
			C.uint64_t(vcpu), C.uint64_t(vgpu), out, failure)
	})
}

// ProjectSet says which queues a project's replicas are charged to: those without GPUs to vcpu, those
// with to vgpu. With "" for vgpu the project runs none with GPUs.
func (plane *ControlPlane) ProjectSet(nowMillis uint64, project, vcpu, vgpu string) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_project_set(handle, C.uint64_t(nowMillis), data(project),
			size(project), data(vcpu),
			size(vcpu), data(vgpu), size(vgpu), out, failure)
	})
}

// VersionPublished says that a model version was published on a branch. The sequence is its place in
// the branch's history: a lower or equal one than known is old news.
func (plane *ControlPlane) VersionPublished(
	nowMillis uint64, model, branch, version string, sequence uint64,
) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_version_published(handle, C.uint64_t(nowMillis),
			data(model), size(model), data(branch),
			size(branch), data(version), size(version), C.uint64_t(sequence), out, failure)
	})
}

// describe makes a node of the library, which the caller frees.
func describe(node Node) (described nodeHandle, err error) {
	var failure textHandle
	status := C.liveberth_node_new(data(node.Name), size(node.Name), data(node.ComputeGroup),
		size(node.ComputeGroup), C.uint64_t(node.CPUMillicores), C.uint64_t(node.MemoryBytes), &described, &failure)
	if err := asError(status, failure); err != nil {
		return nil, err
	}
	if err := complete(described, node); err != nil {
		C.liveberth_node_free(described)
		return nil, err
	}
	return described, nil
}

// complete adds what a node may be without.
func complete(described nodeHandle, node Node) error {
	var failure textHandle
	for _, gpu := range node.GPUs {
		count := C.uint32_t(gpu.Count)
		status := C.liveberth_node_add_gpus(described, data(gpu.Type), size(gpu.Type), count, &failure)
		if err := asError(status, failure); err != nil {
			return err
		}
	}
	if node.Zone != "" {
		status := C.liveberth_node_set_zone(described, data(node.Zone), size(node.Zone), &failure)
		if err := asError(status, failure); err != nil {
			return err
		}
	}
	for key, value := range node.Labels {
		status := C.liveberth_node_set_label(described, data(key), size(key), data(value), size(value),
			&failure)
		if err := asError(status, failure); err != nil {
			return err
		}
	}
	return nil
}
