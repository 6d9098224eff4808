package liveberth

// #include <liveberth.h>
import "C"

// Effect is one thing that the host must do after a step: a [Launch], [Stop], [Kill], [SetRoutes],
// [StatusChange] or [Log]. To carry one out more than once is harmless: a replica and its attempt name
// each launch.
type Effect interface{ effect() }

// Launch asks for a replica to be started; the host then says that it is ready or has exited.
type Launch struct {
	Replica uint64
	Attempt uint32
	// Deployment is what the replica is of.
	Deployment string
	// Node is where it runs.
	Node string
	// Devices are the numbers on that node of the GPUs that it gets.
	Devices []uint32
	// Version is the model version that it serves.
	Version string
	Resources
}

// Stop asks for a replica to end by itself; the host then says that it has stopped.
type Stop struct {
	Replica uint64
	Attempt uint32
	// GraceMillis is how long it may take.
	GraceMillis uint64
}

// Kill asks for a replica to be ended at once; the host then says that it has stopped.
type Kill struct {
	Replica uint64
	Attempt uint32
}

// SetRoutes has a deployment's requests sent to these replicas and no others.
type SetRoutes struct {
	Deployment string
	// Routes are in order, the preferred ones first.
	Routes []Route
}

// Route is where requests may go.
type Route struct {
	Replica uint64
	// Priority 0 is preferred while it has room; then 1, and so on.
	Priority uint32
	// MaxInFlight is the most requests at once.
	MaxInFlight uint32
}

// StatusChange says that a deployment's status has changed.
type StatusChange struct {
	Deployment string
	State      State
	Reason     Reason
	// Ready says whether a request would be routed to a replica.
	Ready bool
}

// Log is worth a line in the log, with nothing to do. What it does not have is 0 or "".
type Log struct {
	Kind    LogKind
	Replica uint64
	Attempt uint32
	// Node is where a replica moved, or was to.
	Node string
	// Message is what the host knew of the cause when a replica exited.
	Message string
}

// State is where a deployment stands.
type State uint32

// String returns the name that the API has for it, as in "ACTIVE".
func (state State) String() string {
	return C.GoString(C.liveberth_state_name(C.uint32_t(state)))
}

// Reason is why a deployment is in its state.
type Reason uint32

// String returns its name, as in "CRASH_LOOP".
func (reason Reason) String() string {
	return C.GoString(C.liveberth_reason_name(C.uint32_t(reason)))
}

// LogKind is what was noticed.
type LogKind uint32

func (Launch) effect()       {}
func (Stop) effect()         {}
func (Kill) effect()         {}
func (SetRoutes) effect()    {}
func (StatusChange) effect() {}
func (Log) effect()          {}

// effectsOf reads effects and frees them. Kinds of a newer library are left out.
func effectsOf(effects effectsHandle) []Effect {
	defer C.liveberth_effects_free(effects)
	all := make([]Effect, 0, C.liveberth_effects_count(effects))
	for i := range C.liveberth_effects_count(effects) {
		if effect := effectOf(effects, i); effect != nil {
			all = append(all, effect)
		}
	}
	return all
}

func effectOf(effects effectsHandle, i C.size_t) Effect {
	replica := uint64(C.liveberth_effects_replica(effects, i))
	attempt := uint32(C.liveberth_effects_attempt(effects, i))
	deployment := view(C.liveberth_effects_deployment(effects, i))
	node := view(C.liveberth_effects_node(effects, i))
	switch C.liveberth_effects_kind(effects, i) {
	case C.LIVEBERTH_EFFECT_KIND_LAUNCH:
		return Launch{
			replica, attempt, deployment, node, devicesOf(effects, i),
			view(C.liveberth_launch_version(effects, i)), resourcesOf(effects, i),
		}
	case C.LIVEBERTH_EFFECT_KIND_STOP:
		return Stop{replica, attempt, uint64(C.liveberth_effects_grace_ms(effects, i))}
	case C.LIVEBERTH_EFFECT_KIND_KILL:
		return Kill{replica, attempt}
	case C.LIVEBERTH_EFFECT_KIND_SET_ROUTES:
		return SetRoutes{deployment, routesOf(effects, i)}
	case C.LIVEBERTH_EFFECT_KIND_STATUS:
		return StatusChange{
			deployment, State(C.liveberth_effects_state(effects, i)),
			Reason(C.liveberth_effects_reason(effects, i)),
			bool(C.liveberth_effects_is_ready(effects, i)),
		}
	case C.LIVEBERTH_EFFECT_KIND_LOG:
		message := view(C.liveberth_effects_message(effects, i))
		return Log{LogKind(C.liveberth_effects_log_kind(effects, i)), replica, attempt, node, message}
	default:
		return nil
	}
}

func resourcesOf(effects effectsHandle, i C.size_t) Resources {
	resources := Resources{
		CPUMillicores: uint64(C.liveberth_launch_cpu_millicores(effects, i)),
		MemoryBytes:   uint64(C.liveberth_launch_memory_bytes(effects, i)),
		ThreadCount:   uint32(C.liveberth_launch_thread_count(effects, i)),
		Sources: texts(C.liveberth_launch_source_count(effects, i), func(source C.size_t) C.struct_liveberth_slice {
			return C.liveberth_launch_source(effects, i, source)
		}),
		EnvironmentVariables: map[string]Secret{},
	}
	for variable := range C.liveberth_launch_variable_count(effects, i) {
		name := view(C.liveberth_launch_variable_name(effects, i, variable))
		value := view(C.liveberth_launch_variable_value(effects, i, variable))
		resources.EnvironmentVariables[name] = Secret(value)
	}
	return resources
}

func devicesOf(effects effectsHandle, i C.size_t) []uint32 {
	devices := make([]uint32, C.liveberth_launch_device_count(effects, i))
	for device := range devices {
		devices[device] = uint32(C.liveberth_launch_device(effects, i, C.size_t(device)))
	}
	return devices
}

func routesOf(effects effectsHandle, i C.size_t) []Route {
	routes := make([]Route, C.liveberth_effects_route_count(effects, i))
	for at := range routes {
		route := C.liveberth_effects_route(effects, i, C.size_t(at))
		routes[at] = Route{uint64(route.replica), uint32(route.priority), uint32(route.max_in_flight)}
	}
	return routes
}
