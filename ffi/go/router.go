package liveberth

// #include <liveberth.h>
import "C"

import "runtime"

// Decision is one thing to do about requests: a [Forward], [Wait], [Refuse], [TimeOut] or [Tell].
type Decision interface{ decision() }

// Forward has a request sent to a replica; the host then says that it has finished.
type Forward struct{ Request, Replica uint64 }

// Wait has a request kept until a later decision is about it.
type Wait struct{ Request uint64 }

// Refuse has a request answered at once; it is over.
type Refuse struct {
	Request uint64
	Refusal Refusal
}

// TimeOut has a request answered that it took too long, and broken off; it is over.
type TimeOut struct {
	Request uint64
	// Replica is where it had been forwarded, if it had.
	Replica   uint64
	Forwarded bool
}

// Tell has something passed on to the control plane, by [ControlPlane.Tell].
type Tell struct {
	// Deployment is what it is about.
	Deployment string

	decisions *owner[decisionsHandle]
	at        C.size_t
}

// Refusal is why a request is refused.
type Refusal uint32

const (
	// RefusalDisabled says that the deployment is switched off.
	RefusalDisabled Refusal = C.LIVEBERTH_REFUSAL_DISABLED
	// RefusalFailed says that the deployment failed; to ask again soon is of no use.
	RefusalFailed Refusal = C.LIVEBERTH_REFUSAL_FAILED
	// RefusalTooManyPending says that as many requests wait already as may.
	RefusalTooManyPending Refusal = C.LIVEBERTH_REFUSAL_TOO_MANY_PENDING
)

func (Forward) decision() {}
func (Wait) decision()    {}
func (Refuse) decision()  {}
func (TimeOut) decision() {}
func (Tell) decision()    {}

// RouterSettings are how a router treats requests; 0 is a default.
type RouterSettings struct {
	// InferenceTimeoutMillis is when a request is answered at the latest, counted from its arrival;
	// 300000 by default.
	InferenceTimeoutMillis uint64
	// MaxPendingRequests is how many requests of one deployment wait at once; 1000 by default.
	MaxPendingRequests uint64
	// SampleIntervalMillis is how often the control plane hears of loads; every 10000 by default.
	SampleIntervalMillis uint64
}

// Router says which replica a request goes to: beside the control plane, and never saved.
//
// Any goroutine may call it, one at a time. Close it when it is done; one that is forgotten is freed by
// the garbage collector. It is made by [NewRouter]; the zero value is closed.
type Router struct {
	owner owner[routerHandle]
}

// NewRouter makes a router without requests.
func NewRouter(settings RouterSettings) (*Router, error) {
	or := func(given uint64) C.uint64_t {
		if given == 0 {
			return C.LIVEBERTH_NONE
		}
		return C.uint64_t(given)
	}
	var out routerHandle
	var failure textHandle
	status := C.liveberth_router_new(or(settings.InferenceTimeoutMillis),
		or(settings.MaxPendingRequests), or(settings.SampleIntervalMillis), &out, &failure)
	if err := asError(status, failure); err != nil {
		return nil, err
	}
	router := &Router{}
	router.owner.own(out, func(handle routerHandle) { C.liveberth_router_free(handle) })
	return router, nil
}

// Close frees the router, once no call is under way. Again it does nothing.
func (router *Router) Close() error {
	router.owner.close()
	return nil
}

// Take hears of an effect: where requests may go, or how a deployment stands. All others change
// nothing.
func (router *Router) Take(nowMillis uint64, effect Effect) ([]Decision, error) {
	switch effect := effect.(type) {
	case SetRoutes:
		return router.setRoutes(nowMillis, effect)
	case StatusChange:
		return router.decide(func(
			handle routerHandle, out *decisionsHandle, failure *textHandle,
		) C.liveberth_status {
			return C.liveberth_router_set_status(handle, C.uint64_t(nowMillis),
				data(effect.Deployment), size(effect.Deployment), C.uint32_t(effect.State),
				C.bool(effect.Ready), out, failure)
		})
	default:
		return nil, nil
	}
}

func (router *Router) setRoutes(nowMillis uint64, effect SetRoutes) ([]Decision, error) {
	routes := make([]C.struct_liveberth_route, len(effect.Routes), len(effect.Routes)+1)
	for i, route := range effect.Routes {
		routes[i] = C.struct_liveberth_route{
			replica: C.uint64_t(route.Replica), priority: C.uint32_t(route.Priority),
			max_in_flight: C.uint32_t(route.MaxInFlight),
		}
	}
	return router.decide(func(
		handle routerHandle, out *decisionsHandle, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_router_set_routes(handle, C.uint64_t(nowMillis), data(effect.Deployment),
			size(effect.Deployment), &routes[:1][0], C.size_t(len(routes)), out, failure)
	})
}

// Arrived says that a request has arrived. Its number is higher than every one before.
func (router *Router) Arrived(nowMillis, request uint64, deployment string) ([]Decision, error) {
	return router.decide(func(
		handle routerHandle, out *decisionsHandle, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_router_arrived(handle, C.uint64_t(nowMillis), C.uint64_t(request),
			data(deployment), size(deployment), out, failure)
	})
}

// Finished says that a request is answered, or that whoever asked has gone.
func (router *Router) Finished(nowMillis, request uint64) ([]Decision, error) {
	return router.decide(func(
		handle routerHandle, out *decisionsHandle, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_router_finished(handle, C.uint64_t(nowMillis), C.uint64_t(request), out,
			failure)
	})
}

// Tick says that time has passed: due at NextWake, harmless at any time.
func (router *Router) Tick(nowMillis uint64) ([]Decision, error) {
	return router.decide(func(
		handle routerHandle, out *decisionsHandle, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_router_tick(handle, C.uint64_t(nowMillis), out, failure)
	})
}

// NextWake returns when the next tick is due, to be asked after each call; false while nothing waits
// for time to pass.
func (router *Router) NextWake() (wakeMillis uint64, wakes bool, err error) {
	var out C.uint64_t
	err = router.owner.read(func(handle routerHandle) error {
		var failure textHandle
		return asError(C.liveberth_router_next_wake(handle, &out, &failure), failure)
	})
	if err != nil || out == C.LIVEBERTH_NEVER {
		return 0, false, err
	}
	return uint64(out), true, nil
}

// Count returns how many requests are under way.
func (router *Router) Count() (count int, err error) {
	err = router.owner.read(func(handle routerHandle) error {
		count = int(C.liveberth_router_count(handle))
		return nil
	})
	return count, err
}

// Tell hears what a router has for the control plane.
func (plane *ControlPlane) Tell(nowMillis uint64, tell Tell) (effects []Effect, err error) {
	defer runtime.KeepAlive(tell.decisions)
	if tell.decisions == nil {
		return plane.Tick(nowMillis)
	}
	err = tell.decisions.read(func(decisions decisionsHandle) (err error) {
		effects, err = plane.step(func(
			handle planeHandle, out *effectsHandle, failure *textHandle,
		) C.liveberth_status {
			return C.liveberth_control_plane_tell(handle, C.uint64_t(nowMillis), decisions, tell.at,
				out, failure)
		})
		return err
	})
	return effects, err
}

// decide makes a call that something follows from for requests.
func (router *Router) decide(
	call func(handle routerHandle, out *decisionsHandle, failure *textHandle) C.liveberth_status,
) (decisions []Decision, err error) {
	err = router.owner.write(func(handle routerHandle) error {
		var out decisionsHandle
		var failure textHandle
		if err := asError(call(handle, &out, &failure), failure); err != nil {
			return err
		}
		decisions = decisionsOf(out)
		return nil
	})
	return decisions, err
}

// decisionsOf reads decisions, which are freed when no [Tell] refers to them any more. Kinds of a newer
// library are left out.
func decisionsOf(handle decisionsHandle) []Decision {
	decisions := &owner[decisionsHandle]{}
	decisions.own(handle, func(handle decisionsHandle) { C.liveberth_decisions_free(handle) })
	defer runtime.KeepAlive(decisions)
	all := make([]Decision, 0, C.liveberth_decisions_count(handle))
	for at := range C.liveberth_decisions_count(handle) {
		request := uint64(C.liveberth_decisions_request(handle, at))
		replica := uint64(C.liveberth_decisions_replica(handle, at))
		switch C.liveberth_decisions_kind(handle, at) {
		case C.LIVEBERTH_DECISION_KIND_FORWARD:
			all = append(all, Forward{request, replica})
		case C.LIVEBERTH_DECISION_KIND_WAIT:
			all = append(all, Wait{request})
		case C.LIVEBERTH_DECISION_KIND_REFUSE:
			all = append(all, Refuse{request, Refusal(C.liveberth_decisions_refusal(handle, at))})
		case C.LIVEBERTH_DECISION_KIND_TIME_OUT:
			all = append(all, timeOut(request, replica))
		case C.LIVEBERTH_DECISION_KIND_TELL:
			all = append(all, Tell{view(C.liveberth_decisions_deployment(handle, at)), decisions, at})
		}
	}
	return all
}

func timeOut(request, replica uint64) TimeOut {
	if replica == C.LIVEBERTH_NONE {
		return TimeOut{Request: request}
	}
	return TimeOut{request, replica, true}
}
