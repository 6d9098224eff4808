package liveberth

// #include <liveberth.h>
import "C"

// Create creates a deployment, as an accepted report of a request to create one says; nil is refused
// with [StatusNullPointer]. The host makes its identifier, and the project pays for it.
func (plane *ControlPlane) Create(nowMillis uint64, rid, project string, report *Report) ([]Effect, error) {
	return plane.stepWith(report, func(
		handle planeHandle, report reportHandle, out *effectsHandle, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_control_plane_create(handle, C.uint64_t(nowMillis), data(rid), size(rid),
			data(project), size(project), report, out, failure)
	})
}

// Replace replaces a deployment's configuration by that of an accepted report of any kind; nil is
// refused with [StatusNullPointer].
func (plane *ControlPlane) Replace(nowMillis uint64, rid string, report *Report) ([]Effect, error) {
	return plane.stepWith(report, func(
		handle planeHandle, report reportHandle, out *effectsHandle, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_control_plane_replace(handle, C.uint64_t(nowMillis), data(rid),
			size(rid), report, out, failure)
	})
}

// Disable switches a deployment off.
func (plane *ControlPlane) Disable(nowMillis uint64, rid string) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_disable(handle, C.uint64_t(nowMillis), data(rid),
			size(rid), out, failure)
	})
}

// Start switches a deployment on, or has a failed one try again.
func (plane *ControlPlane) Start(nowMillis uint64, rid string) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_start(handle, C.uint64_t(nowMillis), data(rid), size(rid),
			out, failure)
	})
}

// ReplicaReady says that a replica answers its readiness probe.
func (plane *ControlPlane) ReplicaReady(nowMillis, replica uint64, attempt uint32) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_replica_ready(handle, C.uint64_t(nowMillis),
			C.uint64_t(replica), C.uint32_t(attempt), out, failure)
	})
}

// ReplicaUnready says that a replica no longer answers its readiness probe.
func (plane *ControlPlane) ReplicaUnready(nowMillis, replica uint64, attempt uint32) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_replica_unready(handle, C.uint64_t(nowMillis),
			C.uint64_t(replica), C.uint32_t(attempt), out, failure)
	})
}

// ReplicaExited says that a replica's process ended by itself, or could not be started.
//
// The reason is shown to users as it is. retryable says whether another try may help; it does not for
// a missing image or a bad entry point.
func (plane *ControlPlane) ReplicaExited(
	nowMillis, replica uint64, attempt uint32, reason string, retryable bool,
) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_replica_exited(handle, C.uint64_t(nowMillis),
			C.uint64_t(replica), C.uint32_t(attempt),
			data(reason), size(reason), C.bool(retryable), out, failure)
	})
}

// ReplicaStopped says that a replica is gone for certain and holds nothing on its node any more.
func (plane *ControlPlane) ReplicaStopped(nowMillis, replica uint64, attempt uint32) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_replica_stopped(handle, C.uint64_t(nowMillis),
			C.uint64_t(replica), C.uint32_t(attempt), out, failure)
	})
}

// Move has a ready replica run on another node: its replacement starts there first.
func (plane *ControlPlane) Move(nowMillis, replica uint64, node string) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_move(handle, C.uint64_t(nowMillis), C.uint64_t(replica),
			data(node), size(node), out, failure)
	})
}

// Load is what a deployment is working on.
type Load struct {
	// Running is how many requests replicas work on now.
	Running uint64
	// Queued is how many wait for a free replica.
	Queued uint64
	// InFlight is how many each replica works on; one that is left out has none.
	InFlight map[uint64]uint32
}

// LoadSample says what a deployment is working on.
func (plane *ControlPlane) LoadSample(nowMillis uint64, rid string, load Load) ([]Effect, error) {
	inFlight := make([]C.struct_liveberth_in_flight, 0, len(load.InFlight)+1)
	for replica, requests := range load.InFlight {
		inFlight = append(inFlight, C.struct_liveberth_in_flight{
			replica: C.uint64_t(replica), requests: C.uint32_t(requests),
		})
	}
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_load_sample(handle, C.uint64_t(nowMillis), data(rid),
			size(rid), C.uint64_t(load.Running),
			C.uint64_t(load.Queued), &inFlight[:1][0], C.size_t(len(inFlight)), out, failure)
	})
}

// RequestArrived says that a request came for a deployment that has no replicas.
func (plane *ControlPlane) RequestArrived(nowMillis uint64, rid string) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_request_arrived(handle, C.uint64_t(nowMillis), data(rid),
			size(rid), out, failure)
	})
}

// Tick says that time has passed: due at NextWake, harmless at any time.
func (plane *ControlPlane) Tick(nowMillis uint64) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_tick(handle, C.uint64_t(nowMillis), out, failure)
	})
}

// Take takes one input as text, as Step does.
func (plane *ControlPlane) Take(nowMillis uint64, input string) ([]Effect, error) {
	return plane.step(func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status {
		return C.liveberth_control_plane_step_text(handle, C.uint64_t(nowMillis), data(input),
			size(input), out, failure)
	})
}

// ResumeEffects answers every effect that may not have been carried out before a restart.
func (plane *ControlPlane) ResumeEffects() (effects []Effect, err error) {
	err = plane.owner.read(func(handle planeHandle) error {
		var out effectsHandle
		var failure textHandle
		if err := asError(C.liveberth_control_plane_resume_effects(handle, &out, &failure), failure); err != nil {
			return err
		}
		effects = effectsOf(out)
		return nil
	})
	return effects, err
}

// step makes a call that takes one input.
func (plane *ControlPlane) step(
	call func(handle planeHandle, out *effectsHandle, failure *textHandle) C.liveberth_status,
) (effects []Effect, err error) {
	err = plane.owner.write(func(handle planeHandle) error {
		var out effectsHandle
		var failure textHandle
		if err := asError(call(handle, &out, &failure), failure); err != nil {
			return err
		}
		effects = effectsOf(out)
		return nil
	})
	return effects, err
}

// stepWith makes a call that takes one input, which a report is part of.
func (plane *ControlPlane) stepWith(
	report *Report,
	call func(
		handle planeHandle, report reportHandle, out *effectsHandle, failure *textHandle,
	) C.liveberth_status,
) (effects []Effect, err error) {
	err = report.use(func(report reportHandle) (err error) {
		effects, err = plane.step(func(
			handle planeHandle, out *effectsHandle, failure *textHandle,
		) C.liveberth_status {
			return call(handle, report, out, failure)
		})
		return err
	})
	return effects, err
}
