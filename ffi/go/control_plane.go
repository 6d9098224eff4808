package liveberth

// #include <liveberth.h>
import "C"

import (
	"errors"
	"runtime"
	"sync"
)

// ErrClosed is what a call on a closed control plane returns.
var ErrClosed = errors.New("the control plane is closed")

// ControlPlane is every live deployment of a platform, with the nodes and queues they run on.
//
// Any goroutine may call it: reads run side by side, steps one at a time. Close it when it is done;
// one that is forgotten is freed by the garbage collector. It is made by [NewControlPlane] and
// [RestoreControlPlane]; the zero value is closed.
type ControlPlane struct {
	lock    sync.RWMutex
	handle  *handle
	cleanup runtime.Cleanup
}

type handle = C.struct_liveberth_control_plane

// NewControlPlane makes a control plane without nodes, queues or deployments.
//
// The settings are an object of limits, policy and placementPolicy, each of which may be left out;
// "" leaves out all.
func NewControlPlane(settings string) (*ControlPlane, error) {
	return own(func(out **handle, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_new(data(settings), size(settings), out, failure)
	})
}

// RestoreControlPlane makes a control plane from what Save gave.
//
// After a restart a host then carries out what Resume answers.
func RestoreControlPlane(saved string) (*ControlPlane, error) {
	return own(func(out **handle, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_restore(data(saved), size(saved), out, failure)
	})
}

// Close frees the control plane, once no call is under way. Again it does nothing.
func (plane *ControlPlane) Close() error {
	plane.lock.Lock()
	defer plane.lock.Unlock()
	if plane.handle != nil {
		plane.cleanup.Stop()
		C.liveberth_control_plane_free(plane.handle)
		plane.handle = nil
	}
	return nil
}

// Step takes one input, such as {"type": "tick"}, and answers the effects to carry out, in their
// order. The time is milliseconds on the host's clock.
func (plane *ControlPlane) Step(nowMillis uint64, input string) (string, error) {
	plane.lock.Lock()
	defer plane.lock.Unlock()
	if plane.handle == nil {
		return "", ErrClosed
	}
	return text(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_step(plane.handle, C.uint64_t(nowMillis), data(input),
			size(input), out, failure)
	})
}

// NextWake returns when the next tick is due, in milliseconds on the host's clock, to be asked
// after each step; false while nothing waits for time to pass.
func (plane *ControlPlane) NextWake() (wakeMillis uint64, wakes bool, err error) {
	plane.lock.RLock()
	defer plane.lock.RUnlock()
	if plane.handle == nil {
		return 0, false, ErrClosed
	}
	var out C.uint64_t
	var failure *C.struct_liveberth_text
	status := C.liveberth_control_plane_next_wake(plane.handle, &out, &failure)
	if err := asError(status, failure); err != nil {
		return 0, false, err
	}
	if out == C.LIVEBERTH_NEVER {
		return 0, false, nil
	}
	return uint64(out), true, nil
}

// Status answers a live deployment's status and everything that explains it.
func (plane *ControlPlane) Status(rid string) (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_status(plane.handle, data(rid), size(rid), out, failure)
	})
}

// Deployment answers a live deployment as the API shows it.
func (plane *ControlPlane) Deployment(rid string) (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_deployment(plane.handle, data(rid), size(rid), out, failure)
	})
}

// Limits answers what a project's configurations may ask for: the limits to check them with.
func (plane *ControlPlane) Limits(project string) (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_limits(plane.handle, data(project), size(project), out,
			failure)
	})
}

// WhatIf answers what would become of a configuration, with nothing changed.
//
// The question is an object of project, runtimeConfiguration and, where wanted, replicas,
// placementPolicy and consolidationSteps.
func (plane *ControlPlane) WhatIf(asked string) (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_what_if(plane.handle, data(asked), size(asked), out,
			failure)
	})
}

// Repack answers how what runs could be arranged better, with nothing changed.
//
// The question is an object of type, which is freeNode with a node or fewestNodes, and steps, which
// says how long to search.
func (plane *ControlPlane) Repack(asked string) (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_repack(plane.handle, data(asked), size(asked), out,
			failure)
	})
}

// List answers every live deployment as the API shows it, in the order of their identifiers.
func (plane *ControlPlane) List() (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_list(plane.handle, out, failure)
	})
}

// Nodes answers every node and what runs on it, in the order of their names.
func (plane *ControlPlane) Nodes() (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_nodes(plane.handle, out, failure)
	})
}

// Queues answers every queue and how full it is, in the order of their names.
func (plane *ControlPlane) Queues() (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_queues(plane.handle, out, failure)
	})
}

// Resume answers every effect that may not have been carried out before a restart.
func (plane *ControlPlane) Resume() (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_resume(plane.handle, out, failure)
	})
}

// Save answers the whole state, for [RestoreControlPlane].
func (plane *ControlPlane) Save() (string, error) {
	return plane.read(func(out, failure **C.struct_liveberth_text) C.liveberth_status {
		return C.liveberth_control_plane_save(plane.handle, out, failure)
	})
}

// read makes a call that only reads; others of the kind may run at once.
func (plane *ControlPlane) read(
	call func(out, failure **C.struct_liveberth_text) C.liveberth_status,
) (string, error) {
	plane.lock.RLock()
	defer plane.lock.RUnlock()
	if plane.handle == nil {
		return "", ErrClosed
	}
	return text(call)
}

// own makes a call that gives a control plane, which it frees when nobody else did.
func own(
	call func(out **handle, failure **C.struct_liveberth_text) C.liveberth_status,
) (*ControlPlane, error) {
	var out *handle
	var failure *C.struct_liveberth_text
	status := call(&out, &failure)
	if err := asError(status, failure); err != nil {
		return nil, err
	}
	plane := &ControlPlane{handle: out}
	free := func(handle *handle) { C.liveberth_control_plane_free(handle) }
	plane.cleanup = runtime.AddCleanup(plane, free, out)
	return plane, nil
}
