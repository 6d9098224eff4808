package liveberth

// #include <liveberth.h>
import "C"

// Never is a moment that does not come.
const Never uint64 = C.LIVEBERTH_NEVER

// ControlPlane is every live deployment of a platform, with the nodes and queues they run on.
//
// Any goroutine may call it: reads run side by side, steps one at a time. Close it when it is done;
// one that is forgotten is freed by the garbage collector. It is made by [NewControlPlane] and
// [RestoreControlPlane]; the zero value is closed.
//
// It takes an input by a method of its own, such as [ControlPlane.Create] and [ControlPlane.Tick], or
// as text by [ControlPlane.Step]. Times are milliseconds on the host's clock.
type ControlPlane struct {
	owner owner[planeHandle]
}

// NewControlPlane makes a control plane without nodes, queues or deployments.
//
// The settings are an object of limits, policy and placementPolicy, each of which may be left out;
// "" leaves out all.
func NewControlPlane(settings string) (*ControlPlane, error) {
	return own(func(out *planeHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_new(data(settings), size(settings), out, failure)
	})
}

// RestoreControlPlane makes a control plane from what Save gave.
//
// After a restart a host then carries out what Resume answers.
func RestoreControlPlane(saved string) (*ControlPlane, error) {
	return own(func(out *planeHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_restore(data(saved), size(saved), out, failure)
	})
}

// Close frees the control plane, once no call is under way. Again it does nothing.
func (plane *ControlPlane) Close() error {
	plane.owner.close()
	return nil
}

// Step takes one input, such as {"type": "tick"}, and answers the effects to carry out, in their
// order. The time is milliseconds on the host's clock.
func (plane *ControlPlane) Step(nowMillis uint64, input string) (answer string, err error) {
	err = plane.owner.write(func(handle planeHandle) (err error) {
		answer, err = text(func(out, failure *textHandle) C.liveberth_status {
			return C.liveberth_control_plane_step(handle, C.uint64_t(nowMillis), data(input),
				size(input), out, failure)
		})
		return err
	})
	return answer, err
}

// NextWake returns when the next tick is due, in milliseconds on the host's clock, to be asked
// after each step; false while nothing waits for time to pass.
func (plane *ControlPlane) NextWake() (wakeMillis uint64, wakes bool, err error) {
	var out C.uint64_t
	err = plane.owner.read(func(handle planeHandle) error {
		var failure textHandle
		return asError(C.liveberth_control_plane_next_wake(handle, &out, &failure), failure)
	})
	if err != nil || out == C.LIVEBERTH_NEVER {
		return 0, false, err
	}
	return uint64(out), true, nil
}

// DeploymentStatus is how a deployment stands.
type DeploymentStatus struct {
	State  State
	Reason Reason
	// Ready says whether a request would be routed to a replica now.
	Ready bool
	// DesiredReplicas is how many are wanted, ReadyReplicas how many are ready.
	DesiredReplicas, ReadyReplicas uint32
	// NextTryAtMillis is when a failed replica is tried again; [Never] where none waits for that.
	NextTryAtMillis uint64
	// FailsAfterMillis is when it counts as failed unless a replica is ready by then; [Never] while one
	// is, or while none has a place yet.
	FailsAfterMillis uint64
	// FailuresInARow is how often it has failed since it last had a ready replica for long.
	FailuresInARow uint32
}

// DeploymentStatus returns how a live deployment stands; Status explains it.
func (plane *ControlPlane) DeploymentStatus(rid string) (DeploymentStatus, error) {
	var out C.struct_liveberth_deployment_status
	err := plane.owner.read(func(handle planeHandle) error {
		var failure textHandle
		status := C.liveberth_control_plane_deployment_status(handle, data(rid), size(rid), &out, &failure)
		return asError(status, failure)
	})
	if err != nil {
		return DeploymentStatus{}, err
	}
	return DeploymentStatus{
		State:            State(out.state),
		Reason:           Reason(out.reason),
		Ready:            bool(out.is_ready),
		DesiredReplicas:  uint32(out.desired_replicas),
		ReadyReplicas:    uint32(out.ready_replicas),
		NextTryAtMillis:  uint64(out.next_try_at_ms),
		FailsAfterMillis: uint64(out.fails_after_ms),
		FailuresInARow:   uint32(out.failures_in_a_row),
	}, nil
}

// Status answers a live deployment's status and everything that explains it.
func (plane *ControlPlane) Status(rid string) (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_status(handle, data(rid), size(rid), out, failure)
	})
}

// Deployment answers a live deployment as the API shows it.
func (plane *ControlPlane) Deployment(rid string) (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_deployment(handle, data(rid), size(rid), out, failure)
	})
}

// Limits answers what a project's configurations may ask for: the limits to check them with.
func (plane *ControlPlane) Limits(project string) (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_limits(handle, data(project), size(project), out,
			failure)
	})
}

// WhatIf answers what would become of a configuration, with nothing changed.
//
// The question is an object of project, runtimeConfiguration and, where wanted, replicas,
// placementPolicy and consolidationSteps.
func (plane *ControlPlane) WhatIf(asked string) (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_what_if(handle, data(asked), size(asked), out,
			failure)
	})
}

// Compare answers how placement policies would place a list of deployments, with nothing changed.
//
// The question is an object of deployments, each of project, runtimeConfiguration and, where wanted,
// replicas, and of placementPolicies, which are all where left out.
func (plane *ControlPlane) Compare(asked string) (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_compare(handle, data(asked), size(asked), out, failure)
	})
}

// Repack answers how what runs could be arranged better, with nothing changed.
//
// The question is an object of type, which is freeNode with a node, fewestNodes, or cheapestNodes with
// prices, which say what a node of each compute group costs; and steps, which says how long to search.
func (plane *ControlPlane) Repack(asked string) (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_repack(handle, data(asked), size(asked), out,
			failure)
	})
}

// List answers every live deployment as the API shows it, in the order of their identifiers.
func (plane *ControlPlane) List() (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_list(handle, out, failure)
	})
}

// Nodes answers every node and what runs on it, in the order of their names.
func (plane *ControlPlane) Nodes() (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_nodes(handle, out, failure)
	})
}

// Queues answers every queue and how full it is, in the order of their names.
func (plane *ControlPlane) Queues() (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_queues(handle, out, failure)
	})
}

// Resume answers every effect that may not have been carried out before a restart.
func (plane *ControlPlane) Resume() (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_resume(handle, out, failure)
	})
}

// Save answers the whole state, for [RestoreControlPlane].
func (plane *ControlPlane) Save() (string, error) {
	return plane.read(func(handle planeHandle, out, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_save(handle, out, failure)
	})
}

// read makes a call that only reads; others of the kind may run at once.
func (plane *ControlPlane) read(
	call func(handle planeHandle, out, failure *textHandle) C.liveberth_status,
) (answer string, err error) {
	err = plane.owner.read(func(handle planeHandle) (err error) {
		answer, err = text(func(out, failure *textHandle) C.liveberth_status {
			return call(handle, out, failure)
		})
		return err
	})
	return answer, err
}

// own makes a call that gives a control plane.
func own(call func(out *planeHandle, failure *textHandle) C.liveberth_status) (*ControlPlane, error) {
	var out planeHandle
	var failure textHandle
	if err := asError(call(&out, &failure), failure); err != nil {
		return nil, err
	}
	plane := &ControlPlane{}
	plane.owner.own(out, func(handle planeHandle) { C.liveberth_control_plane_free(handle) })
	return plane, nil
}
