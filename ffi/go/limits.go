package liveberth

// #include <liveberth.h>
import "C"

// Limits are what a platform permits and what it fills in, read once and used for many checks.
//
// They never change, so any number of goroutines may check with them at once. nil is the limits that
// hold on any platform. They are made by [NewLimits] and [ControlPlane.LimitsOf].
type Limits struct {
	owner owner[limitsHandle]
}

// NewLimits reads limits from their JSON, an object whose members may each be left out for their
// default, such as {"maxThreadCount": 64, "gpus": {"T4": 4}}.
func NewLimits(text string) (*Limits, error) {
	return limitsOf(func(out *limitsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_limits_new(data(text), size(text), out, failure)
	})
}

// LimitsOf answers the limits of a project's configurations, as its queues and the nodes stand.
func (plane *ControlPlane) LimitsOf(project string) (limits *Limits, err error) {
	err = plane.owner.read(func(handle planeHandle) (err error) {
		limits, err = limitsOf(func(out *limitsHandle, failure *textHandle) C.liveberth_status {
			return C.liveberth_limits_of_project(handle, data(project), size(project), out, failure)
		})
		return err
	})
	return limits, err
}

// Close frees the limits; nil is harmless. Reports that were made with them stay as they are.
func (limits *Limits) Close() error {
	if limits != nil {
		limits.owner.close()
	}
	return nil
}

// use makes a call with the limits; nil gives it NULL.
func (limits *Limits) use(call func(limitsHandle) error) error {
	if limits == nil {
		return call(nil)
	}
	return limits.owner.read(call)
}

// limitsOf makes a call that gives limits.
func limitsOf(
	call func(out *limitsHandle, failure *textHandle) C.liveberth_status,
) (*Limits, error) {
	var out limitsHandle
	var failure textHandle
	if err := asError(call(&out, &failure), failure); err != nil {
		return nil, err
	}
	limits := &Limits{}
	limits.owner.own(out, func(handle limitsHandle) { C.liveberth_limits_free(handle) })
	return limits, nil
}
