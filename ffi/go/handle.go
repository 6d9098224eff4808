package liveberth

// #include <liveberth.h>
import "C"

import (
	"errors"
	"runtime"
	"sync"
)

// ErrClosed is what a call on something that was closed returns.
var ErrClosed = errors.New("liveberth: already closed")

// What the library hands out.
type (
	textHandle    = *C.struct_liveberth_text
	limitsHandle  = *C.struct_liveberth_limits
	reportHandle  = *C.struct_liveberth_report
	effectsHandle = *C.struct_liveberth_effects
	nodeHandle    = *C.struct_liveberth_node
	planeHandle   = *C.struct_liveberth_control_plane

	requestHandle   = *C.struct_liveberth_request
	clusterHandle   = *C.struct_liveberth_cluster
	placementHandle = *C.struct_liveberth_placement
	routerHandle    = *C.struct_liveberth_router
	decisionsHandle = *C.struct_liveberth_decisions
)

// owner holds a handle of the library, to which H points, until it is closed or forgotten.
type owner[H comparable] struct {
	lock    sync.RWMutex
	handle  H
	free    func(H)
	cleanup runtime.Cleanup
}

// own takes over a handle, which is freed when nobody else did.
func (owner *owner[H]) own(handle H, free func(H)) {
	owner.handle, owner.free = handle, free
	owner.cleanup = runtime.AddCleanup(owner, free, handle)
}

// read makes a call that only looks at the handle; others of the kind may run at once.
func (owner *owner[H]) read(call func(H) error) error {
	owner.lock.RLock()
	defer owner.lock.RUnlock()
	return owner.use(call)
}

// write makes a call that may change what is behind the handle.
func (owner *owner[H]) write(call func(H) error) error {
	owner.lock.Lock()
	defer owner.lock.Unlock()
	return owner.use(call)
}

func (owner *owner[H]) use(call func(H) error) error {
	var closed H
	if owner.handle == closed {
		return ErrClosed
	}
	return call(owner.handle)
}

// close frees the handle, once no call is under way. Again it does nothing.
func (owner *owner[H]) close() {
	owner.lock.Lock()
	defer owner.lock.Unlock()
	var closed H
	if owner.handle != closed {
		owner.cleanup.Stop()
		owner.free(owner.handle)
		owner.handle = closed
	}
}
