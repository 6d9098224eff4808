/* liveberth: the decisions behind live deployments of machine-learning models, as a library.
 *
 * It checks configurations, admits, places and restarts replicas, routes requests, and says what has
 * to be done. It does no input or output, reads no clock and starts no thread.
 *
 * Two heights. A host drives the machine with typed calls: inputs go in, effects and decisions come
 * out, one by one. What is stored, sent or shown is JSON: inputs and effects too, states, lists,
 * explanations, plans. Both meet in the same state. The members of every JSON text are written down
 * as types in wasm/js/control-plane.d.ts of the sources, those of configurations and limits in
 * docs/configuration.md.
 *
 *   text            what the library writes, and why a call failed
 *   limits, report  check a configuration: typed, or by the liveberth_check_... functions as text
 *   control_plane   every deployment of a platform: inputs in, effects out
 *   effects         what to do after a step, one by one
 *   node, request   what a machine has, and what a replica needs
 *   cluster         placement alone: place, release, explain, what-if, repack
 *   router          which replica a request goes to, and who waits
 *
 * Inputs. A text is a pointer and a length in bytes, in UTF-8, and needs no NUL at its end. It is
 * borrowed for the call and never kept. NULL with length 0 is an empty text, or, where a function
 * says so, a default. Enumerations come in as uint32_t, and a number that stands for nothing is
 * refused.
 *
 * Outputs. Every function that can fail returns a liveberth_status; its last parameters are
 *   out    where its result goes, written if and only if the status is LIVEBERTH_STATUS_OK;
 *   error  where {"code": ..., "message": ...} goes, written if and only if it is anything else.
 * `error` may be NULL for a caller that does not want it; `out` may not. As only one of them is ever
 * written, both may point to the same variable where they are of one type. The code is the name of
 * the status. The message is one line for people and names the value that is at fault. A function
 * without a result has no `out`. All other functions give a part of something: they cannot fail, and
 * what is not there is LIVEBERTH_NONE, 0, false, or a slice of length 0.
 *
 * Ownership. A handle is what a liveberth_... type without members is pointed to by. What a function
 * writes to `out` or `error` belongs to the caller, who frees it once with the function of its type,
 * whose name ends in _free; NULL is harmless there. Never use free(). A slice that a function returns
 * lives as long as the handle that it was asked of; any other pointer as long as its comment says.
 *
 * Failure. A call that fails has changed nothing, and everything it was given may be used again.
 * No panic leaves the library: it becomes LIVEBERTH_STATUS_PANICKED, and a handle whose call
 * panicked answers nothing else from then on, since its state may be half changed; free it. A handle
 * of another type is refused, with LIVEBERTH_STATUS_WRONG_HANDLE or as if it were NULL. One that was
 * freed is refused too where its memory still tells, which is chance: do not build on it. A program
 * that runs out of memory is ended.
 *
 * Threads. Functions without a handle may be called from any thread at any time. Texts, limits,
 * reports, effects, places and decisions never change, so any number of threads may ask them at once.
 * Nodes, requests, control planes, clusters and routers may move from thread to thread, and one thread
 * at a time may use them; functions that take one as `const` may run on several threads at once, while
 * no other function does. Nothing may use a handle while or after it is freed.
 *
 * Compatibility. Functions and the numbers of enumerations are added and never changed, and structures
 * never grow, so a program goes on working with a newer library. Take a number that you do not know
 * for a failure. JSON objects may gain members: leave those you do not know alone.
 */


#ifndef LIVEBERTH_H
#define LIVEBERTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The version of the binary interface that this header describes.
 *
 * The shared library's soname ends in it. Additions do not change it; it would change only if the
 * rule on compatibility had to be broken.
 */
#define LIVEBERTH_ABI_VERSION 0

/**
 * The time of a wake-up that never comes.
 */
#define LIVEBERTH_NEVER UINT64_MAX

/**
 * What a number says that is not there: a limit that was not given, a moment that never comes.
 */
#define LIVEBERTH_NONE UINT64_MAX

/**
 * How a call ended.
 *
 * A number keeps its meaning, also after nothing answers with it any more. New ones may be added:
 * take one that you do not know for a failure.
 */
enum liveberth_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The call did what it says.
   */
  LIVEBERTH_STATUS_OK = 0,
  /**
   * A pointer that is needed was NULL.
   */
  LIVEBERTH_STATUS_NULL_POINTER = 1,
  /**
   * A length that no text and no list can have.
   */
  LIVEBERTH_STATUS_INVALID_LENGTH = 2,
  /**
   * A text was not UTF-8.
   */
  LIVEBERTH_STATUS_INVALID_UTF8 = 3,
  /**
   * The library failed, in this call or in an earlier one on the same handle, which can only be
   * freed. This is a fault of the library: please report it.
   */
  LIVEBERTH_STATUS_PANICKED = 4,
  /**
   * A failure that has no number in this version; the error text has its code.
   */
  LIVEBERTH_STATUS_UNNUMBERED = 5,
  /**
   * A handle is of another type, or was freed already.
   */
  LIVEBERTH_STATUS_WRONG_HANDLE = 6,
  /**
   * A number stands for nothing that the function knows.
   */
  LIVEBERTH_STATUS_UNKNOWN_NUMBER = 7,
  /**
   * A text names nothing that the function knows.
   */
  LIVEBERTH_STATUS_UNKNOWN_NAME = 8,
  /**
   * A text was not JSON, or not of the form that the function takes.
   */
  LIVEBERTH_STATUS_MALFORMED = 16,
  /**
   * An answer has no JSON form.
   */
  LIVEBERTH_STATUS_UNWRITABLE = 17,
  /**
   * A text names no resource.
   */
  LIVEBERTH_STATUS_INVALID_RID = 18,
  /**
   * Limits cannot be read.
   */
  LIVEBERTH_STATUS_INVALID_LIMITS = 19,
  /**
   * A report holds no accepted document of the kind that the function takes.
   */
  LIVEBERTH_STATUS_NOT_ACCEPTED = 20,
  /**
   * A configuration or a question has more replicas than it may.
   */
  LIVEBERTH_STATUS_TOO_MANY_REPLICAS = 21,
  /**
   * A threshold of the policy is outside its range.
   */
  LIVEBERTH_STATUS_THRESHOLD_OUT_OF_RANGE = 32,
  /**
   * The policy would scale down sooner than up.
   */
  LIVEBERTH_STATUS_SCALE_UP_DELAY_EXCEEDS_SCALE_DOWN_DELAY = 33,
  /**
   * A number of the policy has to be at least 1.
   */
  LIVEBERTH_STATUS_ZERO = 34,
  /**
   * No deployment has this identifier.
   */
  LIVEBERTH_STATUS_DEPLOYMENT_NOT_FOUND = 64,
  /**
   * The identifier of a new deployment is taken.
   */
  LIVEBERTH_STATUS_DEPLOYMENT_EXISTS = 65,
  /**
   * The model and branch have a deployment already.
   */
  LIVEBERTH_STATUS_TARGET_TAKEN = 66,
  /**
   * Nothing was published on the branch yet.
   */
  LIVEBERTH_STATUS_NO_VERSION = 67,
  /**
   * Sources change only while a deployment is disabled.
   */
  LIVEBERTH_STATUS_SOURCES_IN_USE = 68,
  /**
   * The project is not known.
   */
  LIVEBERTH_STATUS_PROJECT_NOT_FOUND = 69,
  /**
   * The queue is not known.
   */
  LIVEBERTH_STATUS_QUEUE_NOT_FOUND = 70,
  /**
   * The queue counts something else.
   */
  LIVEBERTH_STATUS_QUEUE_KIND_MISMATCH = 71,
  /**
   * The queues of a kind would be given more than the enrollment has.
   */
  LIVEBERTH_STATUS_ENROLLMENT_EXCEEDED = 72,
  /**
   * The node is not known.
   */
  LIVEBERTH_STATUS_NODE_NOT_FOUND = 73,
  /**
   * The node cannot hold what runs on it in its new shape.
   */
  LIVEBERTH_STATUS_NODE_IN_USE = 74,
  /**
   * There is no such replica.
   */
  LIVEBERTH_STATUS_REPLICA_NOT_FOUND = 75,
  /**
   * The replica does not serve.
   */
  LIVEBERTH_STATUS_REPLICA_NOT_READY = 76,
  /**
   * The deployment is replacing replicas already.
   */
  LIVEBERTH_STATUS_MOVE_CONFLICT = 77,
  /**
   * A request's number is not higher than every one before.
   */
  LIVEBERTH_STATUS_REQUEST_NOT_NEW = 78,
  /**
   * No node has room.
   */
  LIVEBERTH_STATUS_NO_ROOM = 79,
  /**
   * The node holds a replica of this number already.
   */
  LIVEBERTH_STATUS_REPLICA_EXISTS = 80,
  /**
   * The state was saved by a version of the library that this one does not know.
   */
  LIVEBERTH_STATUS_UNKNOWN_VERSION = 96,
  /**
   * The saved state contradicts itself.
   */
  LIVEBERTH_STATUS_INCONSISTENT = 97,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_status liveberth_status;
#else
typedef uint32_t liveberth_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Where a deployment stands.
 */
enum liveberth_state
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The effect is no status.
   */
  LIVEBERTH_STATE_NONE = 0,
  /**
   * Serving, or scaled to zero and ready to wake.
   */
  LIVEBERTH_STATE_ACTIVE = 1,
  /**
   * At least one replica is ready, but not all replicas are healthy.
   */
  LIVEBERTH_STATE_DEGRADED = 2,
  /**
   * Switched off.
   */
  LIVEBERTH_STATE_DISABLED = 3,
  /**
   * No healthy replica is available.
   */
  LIVEBERTH_STATE_FAILED = 4,
  /**
   * On the way to its first ready replica.
   */
  LIVEBERTH_STATE_STARTING = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_state liveberth_state;
#else
typedef uint32_t liveberth_state;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why a deployment is in the state that it shows.
 */
enum liveberth_reason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The effect is no status.
   */
  LIVEBERTH_REASON_NONE = 0,
  /**
   * A user switched it off.
   */
  LIVEBERTH_REASON_DISABLED = 1,
  /**
   * It serves, but a replica is not healthy.
   */
  LIVEBERTH_REASON_REPLICAS_UNHEALTHY = 2,
  /**
   * It serves, but has been short of its fewest replicas for long.
   */
  LIVEBERTH_REASON_BELOW_MINIMUM = 3,
  /**
   * It serves in its old form: the new one does not get ready.
   */
  LIVEBERTH_REASON_ROLLOUT_STALLED = 4,
  /**
   * It serves.
   */
  LIVEBERTH_REASON_SERVING = 5,
  /**
   * It serves while replicas of a new form come.
   */
  LIVEBERTH_REASON_ROLLING_OUT = 6,
  /**
   * It serves in its old form: the new one finds no room.
   */
  LIVEBERTH_REASON_WAITING_FOR_CAPACITY = 7,
  /**
   * Replicas fail again and again.
   */
  LIVEBERTH_REASON_CRASH_LOOP = 8,
  /**
   * A replica failed in a way that another attempt cannot mend.
   */
  LIVEBERTH_REASON_PERMANENT = 9,
  /**
   * No replica got ready in time.
   */
  LIVEBERTH_REASON_PROGRESS_DEADLINE = 10,
  /**
   * No node could ever hold a replica, or no queue could pay for one.
   */
  LIVEBERTH_REASON_INFEASIBLE = 11,
  /**
   * It has no replicas, because nobody asks for it.
   */
  LIVEBERTH_REASON_SCALED_TO_ZERO = 12,
  /**
   * Somebody asked, and the first replica is on its way.
   */
  LIVEBERTH_REASON_WAKING_FROM_ZERO = 13,
  /**
   * Its first replicas are on their way.
   */
  LIVEBERTH_REASON_STARTING = 14,
  /**
   * The resource queue is full, or others are ahead in it.
   */
  LIVEBERTH_REASON_QUEUE_FULL = 15,
  /**
   * No node has room.
   */
  LIVEBERTH_REASON_NO_CAPACITY = 16,
  /**
   * A replica failed and is tried again.
   */
  LIVEBERTH_REASON_RESTARTING = 17,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_reason liveberth_reason;
#else
typedef uint32_t liveberth_reason;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What kind of thing the host must do.
 */
enum liveberth_effect_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * There is no such effect.
   */
  LIVEBERTH_EFFECT_KIND_NONE = 0,
  /**
   * Start a replica, then say that it is ready or has exited. It has a replica, an attempt, a
   * deployment, a node, devices, and all that `liveberth_launch_…` gives.
   */
  LIVEBERTH_EFFECT_KIND_LAUNCH = 1,
  /**
   * Have a replica end by itself, then say that it has stopped. It has a replica, an attempt and a
   * grace.
   */
  LIVEBERTH_EFFECT_KIND_STOP = 2,
  /**
   * End a replica at once, then say that it has stopped. It has a replica and an attempt.
   */
  LIVEBERTH_EFFECT_KIND_KILL = 3,
  /**
   * Send requests to these replicas and no others. It has a deployment and routes.
   */
  LIVEBERTH_EFFECT_KIND_SET_ROUTES = 4,
  /**
   * A deployment's status has changed. It has a deployment, a state, a readiness and a reason.
   */
  LIVEBERTH_EFFECT_KIND_STATUS = 5,
  /**
   * Something worth a line in the log, with nothing to do. It has a log kind.
   */
  LIVEBERTH_EFFECT_KIND_LOG = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_effect_kind liveberth_effect_kind;
#else
typedef uint32_t liveberth_effect_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What was noticed.
 */
enum liveberth_log_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The effect is no log.
   */
  LIVEBERTH_LOG_KIND_NONE = 0,
  /**
   * News of a replica or attempt that is no longer current; it was ignored. It has both.
   */
  LIVEBERTH_LOG_KIND_STALE_EVENT = 1,
  /**
   * A replica was told to end and then killed, yet its stop was never confirmed; what it holds
   * stays reserved. It has a replica and an attempt.
   */
  LIVEBERTH_LOG_KIND_STOP_UNCONFIRMED = 2,
  /**
   * A replica was moved. It has the replica that left and the node of its replacement.
   */
  LIVEBERTH_LOG_KIND_MOVE_DONE = 3,
  /**
   * A replica stays where it is. It has the replica and the node where its replacement was to run.
   */
  LIVEBERTH_LOG_KIND_MOVE_GIVEN_UP = 4,
  /**
   * A replica's process ended. It has a replica, an attempt and a message.
   */
  LIVEBERTH_LOG_KIND_REPLICA_EXITED = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_log_kind liveberth_log_kind;
#else
typedef uint32_t liveberth_log_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How much a diagnostic matters.
 */
enum liveberth_severity
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * There is no such diagnostic.
   */
  LIVEBERTH_SEVERITY_NONE = 0,
  /**
   * The document is refused.
   */
  LIVEBERTH_SEVERITY_ERROR = 1,
  /**
   * The document is accepted; this is advice.
   */
  LIVEBERTH_SEVERITY_WARNING = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_severity liveberth_severity;
#else
typedef uint32_t liveberth_severity;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What is wrong with a document.
 *
 * A number keeps its meaning. New ones may be added.
 */
enum liveberth_code
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * There is no such diagnostic.
   */
  LIVEBERTH_CODE_NONE = 0,
  /**
   * A problem that has no number in this version; the report's text has its code.
   */
  LIVEBERTH_CODE_UNNUMBERED = 1,
  /**
   * The text is not JSON in UTF-8. Lines and columns count from 1, columns in characters.
   */
  LIVEBERTH_CODE_MALFORMED_JSON = 2,
  /**
   * The text is longer than a document may be.
   */
  LIVEBERTH_CODE_TOO_LARGE = 3,
  /**
   * The text nests deeper than a document may.
   */
  LIVEBERTH_CODE_TOO_DEEP = 4,
  /**
   * A member that must be there is not, or is null.
   */
  LIVEBERTH_CODE_REQUIRED = 5,
  /**
   * A member that the API does not know.
   */
  LIVEBERTH_CODE_UNKNOWN_FIELD = 6,
  /**
   * A member that is given more than once; the first was looked at.
   */
  LIVEBERTH_CODE_DUPLICATE_FIELD = 7,
  /**
   * A value of the wrong kind; both in the words of JSON Schema.
   */
  LIVEBERTH_CODE_WRONG_TYPE = 8,
  /**
   * A number that is not whole. No value where its double is whole, too coarse to show it.
   */
  LIVEBERTH_CODE_NOT_AN_INTEGER = 9,
  /**
   * `NaN`, `Infinity` or `-Infinity` where a finite number is needed.
   */
  LIVEBERTH_CODE_NOT_FINITE = 10,
  /**
   * A number beyond its bounds. No value where it is too large for a double.
   */
  LIVEBERTH_CODE_OUT_OF_RANGE = 11,
  /**
   * The lower bound on replicas is above the upper one.
   */
  LIVEBERTH_CODE_MIN_REPLICAS_EXCEEDS_MAX_REPLICAS = 12,
  /**
   * A text that is no amount of memory.
   */
  LIVEBERTH_CODE_INVALID_MEMORY = 13,
  /**
   * More than any node has.
   */
  LIVEBERTH_CODE_EXCEEDS_LARGEST_NODE = 14,
  /**
   * A GPU type that the API does not know.
   */
  LIVEBERTH_CODE_UNKNOWN_GPU_TYPE = 15,
  /**
   * A GPU type that the project's queue does not offer.
   */
  LIVEBERTH_CODE_GPU_TYPE_NOT_AVAILABLE = 16,
  /**
   * Fewer than one GPU, or more than a replica may have; no maximum where it is not known.
   */
  LIVEBERTH_CODE_GPU_COUNT_OUT_OF_RANGE = 17,
  /**
   * More threads than a replica may have.
   */
  LIVEBERTH_CODE_THREAD_COUNT_TOO_HIGH = 18,
  /**
   * A unit of time that the API does not know.
   */
  LIVEBERTH_CODE_UNKNOWN_TIME_UNIT = 19,
  /**
   * A delay beyond the longest one.
   */
  LIVEBERTH_CODE_DELAY_TOO_LONG = 20,
  /**
   * Scaling up would wait longer than scaling down.
   */
  LIVEBERTH_CODE_SCALE_UP_DELAY_EXCEEDS_SCALE_DOWN_DELAY = 21,
  /**
   * A text that cannot name an environment variable.
   */
  LIVEBERTH_CODE_INVALID_ENVIRONMENT_VARIABLE_NAME = 22,
  /**
   * A value that no environment can hold; the value itself is not repeated.
   */
  LIVEBERTH_CODE_INVALID_ENVIRONMENT_VARIABLE_VALUE = 23,
  /**
   * An environment variable that the platform sets.
   */
  LIVEBERTH_CODE_RESERVED_ENVIRONMENT_VARIABLE = 24,
  /**
   * A text that is no resource identifier.
   */
  LIVEBERTH_CODE_INVALID_RID = 25,
  /**
   * A kind of target that the API does not know.
   */
  LIVEBERTH_CODE_UNKNOWN_DEPLOYMENT_TYPE = 26,
  /**
   * A branch without a name.
   */
  LIVEBERTH_CODE_EMPTY_BRANCH = 27,
  /**
   * A source that the project has not imported.
   */
  LIVEBERTH_CODE_SOURCE_NOT_IMPORTED = 28,
  /**
   * A source that compute modules may not use.
   */
  LIVEBERTH_CODE_SOURCE_NOT_ENABLED = 29,
  /**
   * A source that may not export the markings of a resource.
   */
  LIVEBERTH_CODE_SOURCE_CANNOT_EXPORT_MARKINGS = 30,
  /**
   * Advice: an idle deployment has no replica, so that its next request waits for one.
   */
  LIVEBERTH_CODE_SCALES_TO_ZERO = 31,
  /**
   * Advice: a member that is not given, and what the platform takes in its place.
   */
  LIVEBERTH_CODE_DEFAULT_APPLIES = 32,
  /**
   * Advice: a unit that others read as a power of 1000 is a power of 1024.
   */
  LIVEBERTH_CODE_BINARY_MEMORY_UNIT = 33,
  /**
   * Advice: so little memory that a unit was probably forgotten.
   */
  LIVEBERTH_CODE_TINY_MEMORY = 34,
  /**
   * Advice: CPU is counted in thousandths, of which a part counts as one.
   */
  LIVEBERTH_CODE_CPU_ROUNDED_UP = 35,
  /**
   * Advice: a threshold that every load reaches.
   */
  LIVEBERTH_CODE_ALWAYS_SCALES_UP = 36,
  /**
   * Advice: rules of scaling where the number of replicas is fixed.
   */
  LIVEBERTH_CODE_SCALING_HAS_NO_EFFECT = 37,
  /**
   * Advice: a source that is in the list before.
   */
  LIVEBERTH_CODE_REPEATED_SOURCE = 38,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_code liveberth_code;
#else
typedef uint32_t liveberth_code;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a parameter of a diagnostic is.
 */
enum liveberth_parameter_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * There is no such parameter.
   */
  LIVEBERTH_PARAMETER_KIND_NONE = 0,
  /**
   * A number.
   */
  LIVEBERTH_PARAMETER_KIND_NUMBER = 1,
  /**
   * A text: its only item.
   */
  LIVEBERTH_PARAMETER_KIND_TEXT = 2,
  /**
   * A list of names: its items.
   */
  LIVEBERTH_PARAMETER_KIND_NAMES = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_parameter_kind liveberth_parameter_kind;
#else
typedef uint32_t liveberth_parameter_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a host must do about a request.
 */
enum liveberth_decision_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * There is no such decision.
   */
  LIVEBERTH_DECISION_KIND_NONE = 0,
  /**
   * Send it to a replica, and say when it has finished.
   */
  LIVEBERTH_DECISION_KIND_FORWARD = 1,
  /**
   * Keep it until more is said of it.
   */
  LIVEBERTH_DECISION_KIND_WAIT = 2,
  /**
   * Answer it at once; it is over. It has a refusal.
   */
  LIVEBERTH_DECISION_KIND_REFUSE = 3,
  /**
   * Answer that it took too long, and break off what it does; it is over. It has a replica where it
   * had been forwarded.
   */
  LIVEBERTH_DECISION_KIND_TIME_OUT = 4,
  /**
   * Pass this on to the control plane, with `liveberth_control_plane_tell`. It has no request.
   */
  LIVEBERTH_DECISION_KIND_TELL = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_decision_kind liveberth_decision_kind;
#else
typedef uint32_t liveberth_decision_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why a request is refused.
 */
enum liveberth_refusal
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The decision is no refusal.
   */
  LIVEBERTH_REFUSAL_NONE = 0,
  /**
   * The deployment is switched off.
   */
  LIVEBERTH_REFUSAL_DISABLED = 1,
  /**
   * The deployment failed; to ask again soon is of no use.
   */
  LIVEBERTH_REFUSAL_FAILED = 2,
  /**
   * As many requests wait already as may.
   */
  LIVEBERTH_REFUSAL_TOO_MANY_PENDING = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_refusal liveberth_refusal;
#else
typedef uint32_t liveberth_refusal;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A number of an accepted configuration.
 */
enum liveberth_field
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The fewest replicas.
   */
  LIVEBERTH_FIELD_MIN_REPLICAS = 1,
  /**
   * The most replicas.
   */
  LIVEBERTH_FIELD_MAX_REPLICAS = 2,
  /**
   * Processor time of each replica, in millicores.
   */
  LIVEBERTH_FIELD_CPU_MILLICORES = 3,
  /**
   * Memory of each replica, in bytes.
   */
  LIVEBERTH_FIELD_MEMORY_BYTES = 4,
  /**
   * GPUs of each replica; not there where none are asked for.
   */
  LIVEBERTH_FIELD_GPU_COUNT = 5,
  /**
   * Requests that a replica serves at once.
   */
  LIVEBERTH_FIELD_THREAD_COUNT = 6,
  /**
   * How long the load must stay high before a replica is added; not there without rules of scaling.
   */
  LIVEBERTH_FIELD_SCALE_UP_DELAY_MS = 7,
  /**
   * How long it must stay low before one is removed; not there without rules of scaling.
   */
  LIVEBERTH_FIELD_SCALE_DOWN_DELAY_MS = 8,
  /**
   * Thousandths of compute-seconds an hour with the fewest replicas; not there where the rate of the
   * GPUs is not known, or where it is beyond 64 bits.
   */
  LIVEBERTH_FIELD_HOURLY_COST_AT_MIN_REPLICAS_THOUSANDTHS = 9,
  /**
   * The same with the most replicas.
   */
  LIVEBERTH_FIELD_HOURLY_COST_AT_MAX_REPLICAS_THOUSANDTHS = 10,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_field liveberth_field;
#else
typedef uint32_t liveberth_field;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a queue counts.
 */
enum liveberth_queue_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Millicores of replicas without GPUs.
   */
  LIVEBERTH_QUEUE_KIND_VCPU = 1,
  /**
   * GPUs of replicas that have any.
   */
  LIVEBERTH_QUEUE_KIND_VGPU = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_queue_kind liveberth_queue_kind;
#else
typedef uint32_t liveberth_queue_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whether a waiting replica that does not fit holds up the younger ones.
 */
enum liveberth_admission_order
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It does: first come, first served.
   */
  LIVEBERTH_ADMISSION_ORDER_STRICT_FIFO = 1,
  /**
   * It does not: a younger one that fits goes ahead.
   */
  LIVEBERTH_ADMISSION_ORDER_BEST_EFFORT = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_admission_order liveberth_admission_order;
#else
typedef uint32_t liveberth_admission_order;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whether replicas of a kind keep together or apart.
 */
enum liveberth_zone_mode
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Rather where there are fewest, so that one zone's failure takes few.
   */
  LIVEBERTH_ZONE_MODE_SPREAD = 1,
  /**
   * Rather where there are most, so that they are near each other.
   */
  LIVEBERTH_ZONE_MODE_PACK = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum liveberth_zone_mode liveberth_zone_mode;
#else
typedef uint32_t liveberth_zone_mode;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Nodes, what is reserved on them, and a policy that decides where more goes.
 *
 * One thread at a time may use a cluster, and it may move from thread to thread. Functions that
 * take it as `const` may run on several threads at once, while no other function does.
 */
struct liveberth_cluster;

/**
 * Every live deployment of a platform, with the nodes and queues they run on.
 *
 * One thread at a time may use a control plane, and it may move from thread to thread. Functions
 * that take it as `const` may run on several threads at once, while no other function does.
 */
struct liveberth_control_plane;

/**
 * What a host must do about requests, in this order, each to be asked by its number from 0.
 *
 * Decisions never change, so any number of threads may ask them at once.
 */
struct liveberth_decisions;

/**
 * What a host must do after a step, in this order.
 *
 * To carry an effect out more than once is harmless: a replica and its attempt name each launch.
 * Effects never change, so any number of threads may ask them at once. What an effect of one kind
 * does not have is `LIVEBERTH_NONE`, 0, false or of length 0.
 */
struct liveberth_effects;

/**
 * What a platform permits and what it fills in.
 *
 * Limits never change, so any number of threads may check with them at once.
 */
struct liveberth_limits;

/**
 * A machine: what it can hold and where it belongs.
 *
 * One thread at a time may change a node; any number may give it to functions that take it as
 * `const`, while none changes it.
 */
struct liveberth_node;

/**
 * A place: a node, and the numbers of the GPUs on it. It never changes.
 */
struct liveberth_placement;

/**
 * What a check found: every problem of a document, and what the platform will run if there is
 * none.
 *
 * A report never changes, so any number of threads may ask it at once.
 */
struct liveberth_report;

/**
 * What one replica needs of the node it runs on.
 *
 * One thread at a time may change a request; any number may give it to functions that take it as
 * `const`, while none changes it.
 */
struct liveberth_request;

/**
 * Every request that is under way. Volatile: it is not saved.
 *
 * One thread at a time may use a router, and it may move from thread to thread. Functions that
 * take it as `const` may run on several threads at once, while no other function does.
 */
struct liveberth_router;

/**
 * A text in UTF-8, made by the library.
 */
struct liveberth_text;

/**
 * A text in UTF-8 that belongs to a handle and lives as long as that does, or that the caller lends.
 *
 * What the library gives has no NUL at its end, and is of length 0 with `data` NULL where there is
 * nothing to give.
 */
struct liveberth_slice {
  /**
   * The first byte.
   */
  const char *data;
  /**
   * How many bytes there are.
   */
  size_t length;
};

/**
 * How many requests a replica works on.
 */
struct liveberth_in_flight {
  /**
   * The replica.
   */
  uint64_t replica;
  /**
   * Its requests.
   */
  uint32_t requests;
};

/**
 * How a deployment stands.
 */
struct liveberth_deployment_status {
  /**
   * Its state, as the API shows it.
   */
  liveberth_state state;
  /**
   * Why it is in that state.
   */
  liveberth_reason reason;
  /**
   * How many replicas are wanted.
   */
  uint32_t desired_replicas;
  /**
   * How many are ready.
   */
  uint32_t ready_replicas;
  /**
   * When a failed replica is tried again; `LIVEBERTH_NEVER` where none waits for that.
   */
  uint64_t next_try_at_ms;
  /**
   * When it counts as failed unless a replica is ready by then; `LIVEBERTH_NEVER` while one is, or
   * while none has a place yet.
   */
  uint64_t fails_after_ms;
  /**
   * How often the generation has failed since it last had a ready replica for long.
   */
  uint32_t failures_in_a_row;
  /**
   * Whether a request would be routed to a replica now.
   */
  bool is_ready;
};

/**
 * Where requests may go.
 */
struct liveberth_route {
  /**
   * The replica; `LIVEBERTH_NONE` where there is no such route.
   */
  uint64_t replica;
  /**
   * 0 is preferred while it has room; then 1, and so on.
   */
  uint32_t priority;
  /**
   * The most requests at once.
   */
  uint32_t max_in_flight;
};

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the binary interface of the library that is loaded.
 *
 * A program that finds another number than `LIVEBERTH_ABI_VERSION` was compiled with the header of
 * an incompatible library and should stop.
 */
uint32_t liveberth_abi_version(void);

/**
 * The version of the library that is loaded, such as "0.1.0". It lives as long as the program.
 */
const char *liveberth_version(void);

/**
 * Checks a runtime configuration and answers `{"ok", "normalized", "cost", "diagnostics"}`.
 *
 * A document with problems is no failure: `ok` is false then, and the diagnostics name every
 * problem by its place, its code and its bounds. Limits that cannot be read are a failure; NULL and
 * length 0 are the limits that hold on any platform.
 */
liveberth_status liveberth_check_runtime_configuration(const char *document,
                                                       size_t document_length,
                                                       const char *limits,
                                                       size_t limits_length,
                                                       struct liveberth_text **out,
                                                       struct liveberth_text **error);

/**
 * Checks the body of a request to create a deployment, as `liveberth_check_runtime_configuration`
 * checks a configuration. Places are given from the request's root: `/runtimeConfiguration/cpu`.
 */
liveberth_status liveberth_check_create_request(const char *document,
                                                size_t document_length,
                                                const char *limits,
                                                size_t limits_length,
                                                struct liveberth_text **out,
                                                struct liveberth_text **error);

/**
 * Checks the body of a request to replace a deployment's configuration, as
 * `liveberth_check_create_request` does.
 */
liveberth_status liveberth_check_replace_request(const char *document,
                                                 size_t document_length,
                                                 const char *limits,
                                                 size_t limits_length,
                                                 struct liveberth_text **out,
                                                 struct liveberth_text **error);

/**
 * Makes a cluster without nodes. `policy` is the name of a placement policy: `adaptive`, `best-fit`,
 * `first-fit`, `worst-fit`, `dot-product`, `gpu-packing`, `gpu-clustering`, `fgd` or `random`; NULL
 * with length 0 is `adaptive`.
 */
liveberth_status liveberth_cluster_new(const char *policy,
                                       size_t policy_length,
                                       struct liveberth_cluster **out,
                                       struct liveberth_text **error);

/**
 * Puts a node there: for the first time, back, or in another shape. `node` remains the caller's.
 */
liveberth_status liveberth_cluster_set_node(struct liveberth_cluster *cluster,
                                            const struct liveberth_node *node,
                                            struct liveberth_text **error);

/**
 * Takes a node down and forgets what was reserved on it; it stays known by its shape.
 */
liveberth_status liveberth_cluster_node_down(struct liveberth_cluster *cluster,
                                             const char *node,
                                             size_t node_length,
                                             struct liveberth_text **error);

/**
 * Has nothing new placed on a node, or again, as `on` says; what is reserved there stays.
 */
liveberth_status liveberth_cluster_cordon(struct liveberth_cluster *cluster,
                                          const char *node,
                                          size_t node_length,
                                          bool on,
                                          struct liveberth_text **error);

/**
 * Finds the best place for a replica and reserves it. The caller numbers the replica, each differently
 * on one node. `LIVEBERTH_STATUS_NO_ROOM` where no node has room; `LIVEBERTH_STATUS_REPLICA_EXISTS`
 * where the best one holds a replica of this number.
 */
liveberth_status liveberth_cluster_place(struct liveberth_cluster *cluster,
                                         uint64_t replica,
                                         const struct liveberth_request *request,
                                         struct liveberth_placement **out,
                                         struct liveberth_text **error);

/**
 * Gives back what a replica holds on a node. `LIVEBERTH_STATUS_REPLICA_NOT_FOUND` where it holds
 * nothing there.
 */
liveberth_status liveberth_cluster_release(struct liveberth_cluster *cluster,
                                           const char *node,
                                           size_t node_length,
                                           uint64_t replica,
                                           struct liveberth_text **error);

/**
 * Explains how so many replicas of a request stand to the cluster, as text: how many fit, what keeps
 * them off which nodes, the closest nodes, and the nearest changes with which they would fit.
 */
liveberth_status liveberth_cluster_explain(const struct liveberth_cluster *cluster,
                                           const struct liveberth_request *request,
                                           uint32_t replicas,
                                           struct liveberth_text **out,
                                           struct liveberth_text **error);

/**
 * Says where replicas of a request would go and why, as text, with the cluster left as it is; as many
 * as there is room for. At most 1000 can be asked about.
 */
liveberth_status liveberth_cluster_what_if(const struct liveberth_cluster *cluster,
                                           const struct liveberth_request *request,
                                           uint32_t replicas,
                                           struct liveberth_text **out,
                                           struct liveberth_text **error);

/**
 * Says on how few of the cluster's nodes so many replicas of a request would fit if the nodes were
 * empty, as text: the nodes needed, a proved lower bound, and where each would be. At most 1000 can
 * be asked about. `steps` says how long to search for fewer; more than 100000 count as so many.
 */
liveberth_status liveberth_cluster_repack(const struct liveberth_cluster *cluster,
                                          const struct liveberth_request *request,
                                          uint32_t replicas,
                                          uint32_t steps,
                                          struct liveberth_text **out,
                                          struct liveberth_text **error);

/**
 * Frees a cluster. NULL is harmless.
 */
void liveberth_cluster_free(struct liveberth_cluster *cluster);

/**
 * The node of a place.
 */
struct liveberth_slice liveberth_placement_node(const struct liveberth_placement *placement);

/**
 * How many GPUs a place has.
 */
size_t liveberth_placement_device_count(const struct liveberth_placement *placement);

/**
 * The number on its node of a GPU of a place; `UINT32_MAX` where there is none.
 */
uint32_t liveberth_placement_device(const struct liveberth_placement *placement, size_t device);

/**
 * Frees a place, which leaves what is reserved there. NULL is harmless.
 */
void liveberth_placement_free(struct liveberth_placement *placement);

/**
 * Makes a control plane without nodes, queues or deployments.
 *
 * `settings` is an object of `limits`, `policy` and `placementPolicy`, each of which may be left out
 * for its default; NULL with length 0 leaves out all. Of the limits, a control plane fills in defaults
 * and refuses more than `maxReplicas`: check configurations with the same limits before they come here.
 */
liveberth_status liveberth_control_plane_new(const char *settings,
                                             size_t settings_length,
                                             struct liveberth_control_plane **out,
                                             struct liveberth_text **error);

/**
 * Makes a control plane from what `liveberth_control_plane_save` wrote.
 *
 * After a restart a host then carries out what `liveberth_control_plane_resume` answers.
 */
liveberth_status liveberth_control_plane_restore(const char *saved,
                                                 size_t saved_length,
                                                 struct liveberth_control_plane **out,
                                                 struct liveberth_text **error);

/**
 * Frees a control plane. NULL is harmless.
 */
void liveberth_control_plane_free(struct liveberth_control_plane *control_plane);

/**
 * Takes one input, such as `{"type": "tick"}`, and answers what the host must do: a list of
 * effects, to be carried out in their order.
 *
 * `now_ms` is milliseconds on the host's clock. On failure nothing has changed.
 */
liveberth_status liveberth_control_plane_step(struct liveberth_control_plane *control_plane,
                                              uint64_t now_ms,
                                              const char *input,
                                              size_t input_length,
                                              struct liveberth_text **out,
                                              struct liveberth_text **error);

/**
 * When the next input `{"type": "tick"}` is due, in milliseconds on the host's clock;
 * `LIVEBERTH_NEVER` while nothing waits for time to pass. To be asked after each step.
 */
liveberth_status liveberth_control_plane_next_wake(const struct liveberth_control_plane *control_plane,
                                                   uint64_t *out,
                                                   struct liveberth_text **error);

/**
 * Answers a live deployment's status and everything that explains it: replicas, placements, what it
 * waits for.
 */
liveberth_status liveberth_control_plane_status(const struct liveberth_control_plane *control_plane,
                                                const char *rid,
                                                size_t rid_length,
                                                struct liveberth_text **out,
                                                struct liveberth_text **error);

/**
 * Answers a live deployment as the API shows it.
 */
liveberth_status liveberth_control_plane_deployment(const struct liveberth_control_plane *control_plane,
                                                    const char *rid,
                                                    size_t rid_length,
                                                    struct liveberth_text **out,
                                                    struct liveberth_text **error);

/**
 * Answers what a project's configurations may ask for, as its queues and the nodes stand: the limits
 * to check them with.
 */
liveberth_status liveberth_control_plane_limits(const struct liveberth_control_plane *control_plane,
                                                const char *project,
                                                size_t project_length,
                                                struct liveberth_text **out,
                                                struct liveberth_text **error);

/**
 * Answers what would become of a configuration, with the state left as it is: how it stands to its
 * quota and to the nodes, where its replicas would go and why, and the nearest changes with which it
 * would start. Takes an object of `project`, `runtimeConfiguration` and, where wanted, `replicas`,
 * `placementPolicy` and `consolidationSteps`.
 */
liveberth_status liveberth_control_plane_what_if(const struct liveberth_control_plane *control_plane,
                                                 const char *asked,
                                                 size_t asked_length,
                                                 struct liveberth_text **out,
                                                 struct liveberth_text **error);

/**
 * Answers how placement policies would place a list of deployments, with the state left as it is.
 * Takes an object of `deployments`, each of `project`, `runtimeConfiguration` and, where wanted,
 * `replicas`, and of `placementPolicies`, which are all where absent.
 */
liveberth_status liveberth_control_plane_compare(const struct liveberth_control_plane *control_plane,
                                                 const char *asked,
                                                 size_t asked_length,
                                                 struct liveberth_text **out,
                                                 struct liveberth_text **error);

/**
 * Answers how what runs could be arranged better, with the state left as it is. Takes
 * `{"type":"freeNode","node":…,"steps":…}` for the moves that free a node,
 * `{"type":"fewestNodes","steps":…}` for how few nodes would hold all, or
 * `{"type":"cheapestNodes","prices":{…},"steps":…}` for how cheap they could be, by what a node of each
 * compute group costs; `steps` says how long to search.
 */
liveberth_status liveberth_control_plane_repack(const struct liveberth_control_plane *control_plane,
                                                const char *asked,
                                                size_t asked_length,
                                                struct liveberth_text **out,
                                                struct liveberth_text **error);

/**
 * Answers every live deployment as the API shows it, in the order of their identifiers.
 */
liveberth_status liveberth_control_plane_list(const struct liveberth_control_plane *control_plane,
                                              struct liveberth_text **out,
                                              struct liveberth_text **error);

/**
 * Answers every node and what runs on it, in the order of their names.
 */
liveberth_status liveberth_control_plane_nodes(const struct liveberth_control_plane *control_plane,
                                               struct liveberth_text **out,
                                               struct liveberth_text **error);

/**
 * Answers every queue and how full it is, in the order of their names.
 */
liveberth_status liveberth_control_plane_queues(const struct liveberth_control_plane *control_plane,
                                                struct liveberth_text **out,
                                                struct liveberth_text **error);

/**
 * Answers every effect that may not have been carried out before a restart, to be carried out again.
 */
liveberth_status liveberth_control_plane_resume(const struct liveberth_control_plane *control_plane,
                                                struct liveberth_text **out,
                                                struct liveberth_text **error);

/**
 * Answers the whole state, for `liveberth_control_plane_restore`. The same state is the same bytes on
 * every machine.
 */
liveberth_status liveberth_control_plane_save(const struct liveberth_control_plane *control_plane,
                                              struct liveberth_text **out,
                                              struct liveberth_text **error);

/**
 * Creates a deployment, as an accepted report of a request to create one says. The host makes its
 * identifier, and `project` pays for it.
 */
liveberth_status liveberth_control_plane_create(struct liveberth_control_plane *control_plane,
                                                uint64_t now_ms,
                                                const char *rid,
                                                size_t rid_length,
                                                const char *project,
                                                size_t project_length,
                                                const struct liveberth_report *report,
                                                struct liveberth_effects **out,
                                                struct liveberth_text **error);

/**
 * Replaces a deployment's configuration by that of an accepted report of any kind.
 */
liveberth_status liveberth_control_plane_replace(struct liveberth_control_plane *control_plane,
                                                 uint64_t now_ms,
                                                 const char *rid,
                                                 size_t rid_length,
                                                 const struct liveberth_report *report,
                                                 struct liveberth_effects **out,
                                                 struct liveberth_text **error);

/**
 * Switches a deployment off.
 */
liveberth_status liveberth_control_plane_disable(struct liveberth_control_plane *control_plane,
                                                 uint64_t now_ms,
                                                 const char *rid,
                                                 size_t rid_length,
                                                 struct liveberth_effects **out,
                                                 struct liveberth_text **error);

/**
 * Switches a deployment on, or has a failed one try again.
 */
liveberth_status liveberth_control_plane_start(struct liveberth_control_plane *control_plane,
                                               uint64_t now_ms,
                                               const char *rid,
                                               size_t rid_length,
                                               struct liveberth_effects **out,
                                               struct liveberth_text **error);

/**
 * Says that a replica answers its readiness probe.
 */
liveberth_status liveberth_control_plane_replica_ready(struct liveberth_control_plane *control_plane,
                                                       uint64_t now_ms,
                                                       uint64_t replica,
                                                       uint32_t attempt,
                                                       struct liveberth_effects **out,
                                                       struct liveberth_text **error);

/**
 * Says that a replica no longer answers its readiness probe.
 */
liveberth_status liveberth_control_plane_replica_unready(struct liveberth_control_plane *control_plane,
                                                         uint64_t now_ms,
                                                         uint64_t replica,
                                                         uint32_t attempt,
                                                         struct liveberth_effects **out,
                                                         struct liveberth_text **error);

/**
 * Says that a replica's process ended by itself, or could not be started.
 *
 * `reason` is shown to users as it is. `retryable` says whether another try may help; it does not for a
 * missing image or a bad entry point.
 */
liveberth_status liveberth_control_plane_replica_exited(struct liveberth_control_plane *control_plane,
                                                        uint64_t now_ms,
                                                        uint64_t replica,
                                                        uint32_t attempt,
                                                        const char *reason,
                                                        size_t reason_length,
                                                        bool retryable,
                                                        struct liveberth_effects **out,
                                                        struct liveberth_text **error);

/**
 * Says that a replica is gone for certain and holds nothing on its node any more.
 */
liveberth_status liveberth_control_plane_replica_stopped(struct liveberth_control_plane *control_plane,
                                                         uint64_t now_ms,
                                                         uint64_t replica,
                                                         uint32_t attempt,
                                                         struct liveberth_effects **out,
                                                         struct liveberth_text **error);

/**
 * Has a ready replica run on another node: its replacement starts there first.
 */
liveberth_status liveberth_control_plane_move(struct liveberth_control_plane *control_plane,
                                              uint64_t now_ms,
                                              uint64_t replica,
                                              const char *node,
                                              size_t node_length,
                                              struct liveberth_effects **out,
                                              struct liveberth_text **error);

/**
 * Says what a deployment is working on: how many requests replicas work on now, how many wait for a
 * free replica, and how many are in flight on each replica; one that is left out has none.
 */
liveberth_status liveberth_control_plane_load_sample(struct liveberth_control_plane *control_plane,
                                                     uint64_t now_ms,
                                                     const char *rid,
                                                     size_t rid_length,
                                                     uint64_t running,
                                                     uint64_t queued,
                                                     const struct liveberth_in_flight *in_flight,
                                                     size_t in_flight_count,
                                                     struct liveberth_effects **out,
                                                     struct liveberth_text **error);

/**
 * Says that a request came for a deployment that has no replicas.
 */
liveberth_status liveberth_control_plane_request_arrived(struct liveberth_control_plane *control_plane,
                                                         uint64_t now_ms,
                                                         const char *rid,
                                                         size_t rid_length,
                                                         struct liveberth_effects **out,
                                                         struct liveberth_text **error);

/**
 * Says that a node is there, for the first time, again, or with another shape. `node` remains the
 * caller's.
 */
liveberth_status liveberth_control_plane_node_up(struct liveberth_control_plane *control_plane,
                                                 uint64_t now_ms,
                                                 const struct liveberth_node *node,
                                                 struct liveberth_effects **out,
                                                 struct liveberth_text **error);

/**
 * Says that a node is gone, and with it every replica on it.
 */
liveberth_status liveberth_control_plane_node_down(struct liveberth_control_plane *control_plane,
                                                   uint64_t now_ms,
                                                   const char *node,
                                                   size_t node_length,
                                                   struct liveberth_effects **out,
                                                   struct liveberth_text **error);

/**
 * Has nothing new placed on a node, or again, as `on` says; what runs there stays.
 */
liveberth_status liveberth_control_plane_cordon(struct liveberth_control_plane *control_plane,
                                                uint64_t now_ms,
                                                const char *node,
                                                size_t node_length,
                                                bool on,
                                                struct liveberth_effects **out,
                                                struct liveberth_text **error);

/**
 * Says that a queue exists, or has changed.
 *
 * `kind` is one of `liveberth_queue_kind`, `order` one of `liveberth_admission_order`. `limit` is how much
 * may be used at once, in millicores or GPUs, and `compute_groups` where its replicas run.
 */
liveberth_status liveberth_control_plane_queue_set(struct liveberth_control_plane *control_plane,
                                                   uint64_t now_ms,
                                                   const char *queue,
                                                   size_t queue_length,
                                                   uint32_t kind,
                                                   uint64_t limit,
                                                   uint32_t order,
                                                   const struct liveberth_slice *compute_groups,
                                                   size_t compute_groups_count,
                                                   struct liveberth_effects **out,
                                                   struct liveberth_text **error);

/**
 * Says the most that all queues of a kind may be given together, in millicores and in GPUs;
 * `LIVEBERTH_NONE` for no limit.
 */
liveberth_status liveberth_control_plane_enrollment_set(struct liveberth_control_plane *control_plane,
                                                        uint64_t now_ms,
                                                        uint64_t vcpu,
                                                        uint64_t vgpu,
                                                        struct liveberth_effects **out,
                                                        struct liveberth_text **error);

/**
 * Says which queues a project's replicas are charged to: those without GPUs to `vcpu`, those with to
 * `vgpu`. With NULL of length 0 for `vgpu` the project runs none with GPUs.
 */
liveberth_status liveberth_control_plane_project_set(struct liveberth_control_plane *control_plane,
                                                     uint64_t now_ms,
                                                     const char *project,
                                                     size_t project_length,
                                                     const char *vcpu,
                                                     size_t vcpu_length,
                                                     const char *vgpu,
                                                     size_t vgpu_length,
                                                     struct liveberth_effects **out,
                                                     struct liveberth_text **error);

/**
 * Says that a model version was published on a branch. `sequence` is its place in the branch's history:
 * a lower or equal one than known is old news.
 */
liveberth_status liveberth_control_plane_version_published(struct liveberth_control_plane *control_plane,
                                                           uint64_t now_ms,
                                                           const char *model,
                                                           size_t model_length,
                                                           const char *branch,
                                                           size_t branch_length,
                                                           const char *version,
                                                           size_t version_length,
                                                           uint64_t sequence,
                                                           struct liveberth_effects **out,
                                                           struct liveberth_text **error);

/**
 * Says how a deployment stands. `liveberth_control_plane_status` explains it as text.
 */
liveberth_status liveberth_control_plane_deployment_status(const struct liveberth_control_plane *control_plane,
                                                           const char *rid,
                                                           size_t rid_length,
                                                           struct liveberth_deployment_status *out,
                                                           struct liveberth_text **error);

/**
 * Takes one input as text, as `liveberth_control_plane_step` does, and answers effects to be asked.
 */
liveberth_status liveberth_control_plane_step_text(struct liveberth_control_plane *control_plane,
                                                   uint64_t now_ms,
                                                   const char *input,
                                                   size_t input_length,
                                                   struct liveberth_effects **out,
                                                   struct liveberth_text **error);

/**
 * Says that time has passed: due at `liveberth_control_plane_next_wake`, harmless at any time.
 */
liveberth_status liveberth_control_plane_tick(struct liveberth_control_plane *control_plane,
                                              uint64_t now_ms,
                                              struct liveberth_effects **out,
                                              struct liveberth_text **error);

/**
 * Answers every effect that may not have been carried out before a restart, to be carried out again.
 */
liveberth_status liveberth_control_plane_resume_effects(const struct liveberth_control_plane *control_plane,
                                                        struct liveberth_effects **out,
                                                        struct liveberth_text **error);

/**
 * Frees effects. NULL is harmless.
 */
void liveberth_effects_free(struct liveberth_effects *effects);

/**
 * Answers all effects as text: the same bytes as `liveberth_control_plane_step`.
 */
liveberth_status liveberth_effects_text(const struct liveberth_effects *effects,
                                        struct liveberth_text **out,
                                        struct liveberth_text **error);

/**
 * How many effects there are.
 */
size_t liveberth_effects_count(const struct liveberth_effects *effects);

/**
 * What kind of effect it is.
 */
liveberth_effect_kind liveberth_effects_kind(const struct liveberth_effects *effects, size_t index);

/**
 * The replica that an effect is about.
 */
uint64_t liveberth_effects_replica(const struct liveberth_effects *effects, size_t index);

/**
 * The attempt that an effect is about, from 1.
 */
uint32_t liveberth_effects_attempt(const struct liveberth_effects *effects, size_t index);

/**
 * The deployment that an effect is about.
 */
struct liveberth_slice liveberth_effects_deployment(const struct liveberth_effects *effects,
                                                    size_t index);

/**
 * The node that an effect is about.
 */
struct liveberth_slice liveberth_effects_node(const struct liveberth_effects *effects,
                                              size_t index);

/**
 * How long a replica that is to stop may take, in milliseconds.
 */
uint64_t liveberth_effects_grace_ms(const struct liveberth_effects *effects, size_t index);

/**
 * What a log effect has noticed.
 */
liveberth_log_kind liveberth_effects_log_kind(const struct liveberth_effects *effects,
                                              size_t index);

/**
 * What the host knew of the cause when a replica exited.
 */
struct liveberth_slice liveberth_effects_message(const struct liveberth_effects *effects,
                                                 size_t index);

/**
 * How many GPUs of its node a replica that is to be launched gets.
 */
size_t liveberth_launch_device_count(const struct liveberth_effects *effects, size_t index);

/**
 * The number on its node of a GPU that a replica gets; `UINT32_MAX` where there is none.
 */
uint32_t liveberth_launch_device(const struct liveberth_effects *effects,
                                 size_t index,
                                 size_t device);

/**
 * The model version that a replica serves.
 */
struct liveberth_slice liveberth_launch_version(const struct liveberth_effects *effects,
                                                size_t index);

/**
 * Requests that a replica serves at once.
 */
uint32_t liveberth_launch_thread_count(const struct liveberth_effects *effects, size_t index);

/**
 * Processor time that a replica may use, in millicores.
 */
uint64_t liveberth_launch_cpu_millicores(const struct liveberth_effects *effects, size_t index);

/**
 * Memory that a replica may use, in bytes.
 */
uint64_t liveberth_launch_memory_bytes(const struct liveberth_effects *effects, size_t index);

/**
 * How many sources a replica may read.
 */
size_t liveberth_launch_source_count(const struct liveberth_effects *effects, size_t index);

/**
 * A source that a replica may read.
 */
struct liveberth_slice liveberth_launch_source(const struct liveberth_effects *effects,
                                               size_t index,
                                               size_t source);

/**
 * How many environment variables a replica starts with.
 */
size_t liveberth_launch_variable_count(const struct liveberth_effects *effects, size_t index);

/**
 * The name of an environment variable, in the order of their names.
 */
struct liveberth_slice liveberth_launch_variable_name(const struct liveberth_effects *effects,
                                                      size_t index,
                                                      size_t variable);

/**
 * The value of an environment variable. It may be a secret.
 */
struct liveberth_slice liveberth_launch_variable_value(const struct liveberth_effects *effects,
                                                       size_t index,
                                                       size_t variable);

/**
 * The name of a state, such as "ACTIVE", as the API has it; "NONE" for a number that is no state. It
 * lives as long as the program.
 */
const char *liveberth_state_name(uint32_t state);

/**
 * The name of a reason, such as "CRASH_LOOP"; "NONE" for a number that is no reason. It lives as long
 * as the program.
 */
const char *liveberth_reason_name(uint32_t reason);

/**
 * How many routes a deployment has from now on.
 */
size_t liveberth_effects_route_count(const struct liveberth_effects *effects, size_t index);

/**
 * One of those routes, the preferred ones first.
 */
struct liveberth_route liveberth_effects_route(const struct liveberth_effects *effects,
                                               size_t index,
                                               size_t route);

/**
 * The state that a deployment is in from now on.
 */
liveberth_state liveberth_effects_state(const struct liveberth_effects *effects, size_t index);

/**
 * Whether a request for the deployment would be routed to a replica.
 */
bool liveberth_effects_is_ready(const struct liveberth_effects *effects, size_t index);

/**
 * Why the deployment is in that state.
 */
liveberth_reason liveberth_effects_reason(const struct liveberth_effects *effects, size_t index);

/**
 * Reads limits from their JSON: an object whose members may each be left out for their default, such
 * as `{"maxThreadCount": 64, "gpus": {"T4": 4}}`. NULL with length 0 are those of any platform.
 */
liveberth_status liveberth_limits_new(const char *text,
                                      size_t text_length,
                                      struct liveberth_limits **out,
                                      struct liveberth_text **error);

/**
 * The limits of a project's configurations, as its queues and the nodes stand.
 */
liveberth_status liveberth_limits_of_project(const struct liveberth_control_plane *control_plane,
                                             const char *project,
                                             size_t project_length,
                                             struct liveberth_limits **out,
                                             struct liveberth_text **error);

/**
 * Frees limits. NULL is harmless.
 */
void liveberth_limits_free(struct liveberth_limits *limits);

/**
 * Describes a node without GPUs: its name, which decides between equals, its compute group, and what
 * replicas may use of it.
 */
liveberth_status liveberth_node_new(const char *name,
                                    size_t name_length,
                                    const char *compute_group,
                                    size_t compute_group_length,
                                    uint64_t cpu_millicores,
                                    uint64_t memory_bytes,
                                    struct liveberth_node **out,
                                    struct liveberth_text **error);

/**
 * Gives a node more GPUs of a type, such as `T4`, with the next device numbers. It has at most 4096:
 * more are refused with `LIVEBERTH_STATUS_UNKNOWN_NUMBER`.
 */
liveberth_status liveberth_node_add_gpus(struct liveberth_node *node,
                                         const char *gpu_type,
                                         size_t gpu_type_length,
                                         uint32_t count,
                                         struct liveberth_text **error);

/**
 * Says in which zone a node is: machines that fail together, or are near each other.
 */
liveberth_status liveberth_node_set_zone(struct liveberth_node *node,
                                         const char *zone,
                                         size_t zone_length,
                                         struct liveberth_text **error);

/**
 * Gives a node a label, which requests may ask for.
 */
liveberth_status liveberth_node_set_label(struct liveberth_node *node,
                                          const char *key,
                                          size_t key_length,
                                          const char *value,
                                          size_t value_length,
                                          struct liveberth_text **error);

/**
 * Frees a node's description. NULL is harmless.
 */
void liveberth_node_free(struct liveberth_node *node);

/**
 * Checks a runtime configuration. A document with problems is no failure.
 *
 * `limits` may be NULL for those that hold on any platform. They are not needed any more when the
 * call has returned.
 */
liveberth_status liveberth_report_of_runtime_configuration(const char *document,
                                                           size_t document_length,
                                                           const struct liveberth_limits *limits,
                                                           struct liveberth_report **out,
                                                           struct liveberth_text **error);

/**
 * Checks the body of a request to create a deployment, as
 * `liveberth_report_of_runtime_configuration` checks a configuration. Paths are given from the
 * request's root: `/runtimeConfiguration/cpu`.
 */
liveberth_status liveberth_report_of_create_request(const char *document,
                                                    size_t document_length,
                                                    const struct liveberth_limits *limits,
                                                    struct liveberth_report **out,
                                                    struct liveberth_text **error);

/**
 * Checks the body of a request to replace a deployment's configuration, as
 * `liveberth_report_of_create_request` does.
 */
liveberth_status liveberth_report_of_replace_request(const char *document,
                                                     size_t document_length,
                                                     const struct liveberth_limits *limits,
                                                     struct liveberth_report **out,
                                                     struct liveberth_text **error);

/**
 * Frees a report. NULL is harmless.
 */
void liveberth_report_free(struct liveberth_report *report);

/**
 * Whether the document is accepted. NULL is not.
 */
bool liveberth_report_ok(const struct liveberth_report *report);

/**
 * Answers the whole report as text: the same bytes as `liveberth_check_runtime_configuration` and its
 * like.
 */
liveberth_status liveberth_report_text(const struct liveberth_report *report,
                                       struct liveberth_text **out,
                                       struct liveberth_text **error);

/**
 * The name of a code, such as "gpu_count_out_of_range": the one that the report's text has, and
 * JavaScript and Rust too. A number that is no code is "unnumbered". It lives as long as the program.
 */
const char *liveberth_code_name(uint32_t code);

/**
 * How many diagnostics a report has.
 */
size_t liveberth_report_count(const struct liveberth_report *report);

/**
 * How much a diagnostic matters.
 */
liveberth_severity liveberth_report_severity(const struct liveberth_report *report, size_t index);

/**
 * What is wrong. `liveberth_code_name` has its name.
 */
liveberth_code liveberth_report_code(const struct liveberth_report *report, size_t index);

/**
 * Where: a JSON Pointer (RFC 6901), of length 0 for the whole document.
 */
struct liveberth_slice liveberth_report_path(const struct liveberth_report *report, size_t index);

/**
 * What is wrong, in words for people. It never holds the value of an environment variable.
 */
struct liveberth_slice liveberth_report_message(const struct liveberth_report *report,
                                                size_t index);

/**
 * The name of the error that the API answers to this problem, were it the only one; nothing where it
 * is advice.
 */
struct liveberth_slice liveberth_report_error_name(const struct liveberth_report *report,
                                                   size_t index);

/**
 * How many figures and names a diagnostic is about.
 */
size_t liveberth_report_parameter_count(const struct liveberth_report *report, size_t index);

/**
 * The name of a parameter, such as `maxGpuCount`.
 */
struct liveberth_slice liveberth_report_parameter_name(const struct liveberth_report *report,
                                                       size_t index,
                                                       size_t parameter);

/**
 * What a parameter is.
 */
liveberth_parameter_kind liveberth_report_parameter_kind(const struct liveberth_report *report,
                                                         size_t index,
                                                         size_t parameter);

/**
 * The value of a parameter that is a number; 0 for any other.
 */
double liveberth_report_parameter_number(const struct liveberth_report *report,
                                         size_t index,
                                         size_t parameter);

/**
 * How many items a parameter has: 1 where it is a text, 0 where it is a number.
 */
size_t liveberth_report_parameter_item_count(const struct liveberth_report *report,
                                             size_t index,
                                             size_t parameter);

/**
 * An item of a parameter that is a text or a list of names.
 */
struct liveberth_slice liveberth_report_parameter_item(const struct liveberth_report *report,
                                                       size_t index,
                                                       size_t parameter,
                                                       size_t item);

/**
 * A number of the accepted configuration, defaults filled in. `field` is one of `liveberth_field`.
 *
 * `LIVEBERTH_NONE` where it is not there, where the document is not accepted, and for a field that is
 * not known.
 */
uint64_t liveberth_report_value(const struct liveberth_report *report,
                                uint32_t field);

/**
 * The load at or above which a replica is added, from 0 to 1; -1 where none is given.
 */
double liveberth_report_scale_up_load_threshold(const struct liveberth_report *report);

/**
 * The type of the GPUs, such as `T4`; nothing where any type will do.
 */
struct liveberth_slice liveberth_report_gpu_type(const struct liveberth_report *report);

/**
 * How many sources replicas may read.
 */
size_t liveberth_report_source_count(const struct liveberth_report *report);

/**
 * A source that replicas may read, in the order of the document.
 */
struct liveberth_slice liveberth_report_source(const struct liveberth_report *report,
                                               size_t source);

/**
 * How many environment variables replicas start with.
 */
size_t liveberth_report_variable_count(const struct liveberth_report *report);

/**
 * The name of an environment variable, in the order of their names.
 */
struct liveberth_slice liveberth_report_variable_name(const struct liveberth_report *report,
                                                      size_t variable);

/**
 * The value of an environment variable. It may be a secret.
 */
struct liveberth_slice liveberth_report_variable_value(const struct liveberth_report *report,
                                                       size_t variable);

/**
 * The model that an accepted request to create a deployment is for.
 */
struct liveberth_slice liveberth_report_model(const struct liveberth_report *report);

/**
 * The branch that an accepted request to create a deployment follows.
 */
struct liveberth_slice liveberth_report_branch(const struct liveberth_report *report);

/**
 * Asks for processor time and memory, in no compute group yet.
 */
liveberth_status liveberth_request_new(uint64_t cpu_millicores,
                                       uint64_t memory_bytes,
                                       struct liveberth_request **out,
                                       struct liveberth_text **error);

/**
 * Lets a request run on the nodes of one more compute group.
 */
liveberth_status liveberth_request_add_compute_group(struct liveberth_request *request,
                                                     const char *compute_group,
                                                     size_t compute_group_length,
                                                     struct liveberth_text **error);

/**
 * Asks for whole GPUs, all on one node and of one type; with 0 for none.
 */
liveberth_status liveberth_request_set_gpus(struct liveberth_request *request,
                                            uint32_t count,
                                            struct liveberth_text **error);

/**
 * Asks for a share of one GPU, in thousandths, from 1 to 1000.
 */
liveberth_status liveberth_request_set_gpu_share(struct liveberth_request *request,
                                                 uint32_t thousandths,
                                                 struct liveberth_text **error);

/**
 * Accepts GPUs of a type, such as `T4`. As long as no type is named, any will do.
 */
liveberth_status liveberth_request_accept_gpu_type(struct liveberth_request *request,
                                                   const char *gpu_type,
                                                   size_t gpu_type_length,
                                                   struct liveberth_text **error);

/**
 * Asks for a node that has a label with this value.
 */
liveberth_status liveberth_request_require_label(struct liveberth_request *request,
                                                 const char *key,
                                                 size_t key_length,
                                                 const char *value,
                                                 size_t value_length,
                                                 struct liveberth_text **error);

/**
 * Says which of the types that will do a request stays with as long as it fits.
 */
liveberth_status liveberth_request_prefer_gpu_type(struct liveberth_request *request,
                                                   const char *gpu_type,
                                                   size_t gpu_type_length,
                                                   struct liveberth_text **error);

/**
 * Says that a request would rather be in some zones than in others; it goes elsewhere where they have
 * no room. `mode` is one of `liveberth_zone_mode`; `liveberth_request_count_in_zone` says how many
 * replicas of its kind are where.
 */
liveberth_status liveberth_request_prefer_zones(struct liveberth_request *request,
                                                uint32_t mode,
                                                struct liveberth_text **error);

/**
 * Says how many replicas of a request's kind a zone holds; none where it is not said. It counts once
 * `liveberth_request_prefer_zones` has said for what.
 */
liveberth_status liveberth_request_count_in_zone(struct liveberth_request *request,
                                                 const char *zone,
                                                 size_t zone_length,
                                                 uint32_t replicas,
                                                 struct liveberth_text **error);

/**
 * Frees a request. NULL is harmless.
 */
void liveberth_request_free(struct liveberth_request *request);

/**
 * Makes a router without requests. A request is answered at the latest `inference_timeout_ms` after
 * its arrival, at most `max_pending_requests` of one deployment wait at once, and the control plane
 * hears of loads every `sample_interval_ms`; `LIVEBERTH_NONE` for each is its default: 300000, 1000
 * and 10000.
 */
liveberth_status liveberth_router_new(uint64_t inference_timeout_ms,
                                      uint64_t max_pending_requests,
                                      uint64_t sample_interval_ms,
                                      struct liveberth_router **out,
                                      struct liveberth_text **error);

/**
 * Takes an effect of the control plane: routes and statuses change where requests go, all others
 * nothing.
 */
liveberth_status liveberth_router_take(struct liveberth_router *router,
                                       uint64_t now_ms,
                                       const struct liveberth_effects *effects,
                                       size_t index,
                                       struct liveberth_decisions **out,
                                       struct liveberth_text **error);

/**
 * Takes a request for a deployment. The caller numbers it, higher than every one before.
 */
liveberth_status liveberth_router_arrived(struct liveberth_router *router,
                                          uint64_t now_ms,
                                          uint64_t request,
                                          const char *deployment,
                                          size_t deployment_length,
                                          struct liveberth_decisions **out,
                                          struct liveberth_text **error);

/**
 * Says that a request has finished, or that whoever asked has gone. One that is not under way any
 * more is left alone.
 */
liveberth_status liveberth_router_finished(struct liveberth_router *router,
                                           uint64_t now_ms,
                                           uint64_t request,
                                           struct liveberth_decisions **out,
                                           struct liveberth_text **error);

/**
 * Lets everything happen that is due.
 */
liveberth_status liveberth_router_tick(struct liveberth_router *router,
                                       uint64_t now_ms,
                                       struct liveberth_decisions **out,
                                       struct liveberth_text **error);

/**
 * When the next `liveberth_router_tick` is due, in milliseconds on the host's clock;
 * `LIVEBERTH_NEVER` while nothing waits for time to pass.
 */
liveberth_status liveberth_router_next_wake(const struct liveberth_router *router,
                                            uint64_t *out,
                                            struct liveberth_text **error);

/**
 * How many requests are under way.
 */
size_t liveberth_router_count(const struct liveberth_router *router);

/**
 * Frees a router. NULL is harmless.
 */
void liveberth_router_free(struct liveberth_router *router);

/**
 * How many decisions there are.
 */
size_t liveberth_decisions_count(const struct liveberth_decisions *decisions);

/**
 * What a decision is.
 */
liveberth_decision_kind liveberth_decisions_kind(const struct liveberth_decisions *decisions,
                                                 size_t index);

/**
 * The request that a decision is about.
 */
uint64_t liveberth_decisions_request(const struct liveberth_decisions *decisions, size_t index);

/**
 * The replica that a decision is about.
 */
uint64_t liveberth_decisions_replica(const struct liveberth_decisions *decisions, size_t index);

/**
 * Why a request is refused.
 */
liveberth_refusal liveberth_decisions_refusal(const struct liveberth_decisions *decisions,
                                              size_t index);

/**
 * The deployment that the control plane is to hear of.
 */
struct liveberth_slice liveberth_decisions_deployment(const struct liveberth_decisions *decisions,
                                                      size_t index);

/**
 * Frees decisions. NULL is harmless.
 */
void liveberth_decisions_free(struct liveberth_decisions *decisions);

/**
 * Tells the control plane what a decision has for it; with any other decision it does nothing but let
 * time pass.
 */
liveberth_status liveberth_control_plane_tell(struct liveberth_control_plane *control_plane,
                                              uint64_t now_ms,
                                              const struct liveberth_decisions *decisions,
                                              size_t index,
                                              struct liveberth_effects **out,
                                              struct liveberth_text **error);

/**
 * Says where a deployment's requests may go from now on, as `liveberth_router_take` hears from an
 * effect.
 */
liveberth_status liveberth_router_set_routes(struct liveberth_router *router,
                                             uint64_t now_ms,
                                             const char *deployment,
                                             size_t deployment_length,
                                             const struct liveberth_route *routes,
                                             size_t routes_count,
                                             struct liveberth_decisions **out,
                                             struct liveberth_text **error);

/**
 * Says how a deployment stands from now on, as `liveberth_router_take` hears from an effect. `state`
 * is one of `liveberth_state`; `is_ready` says whether a request would be routed to a replica.
 */
liveberth_status liveberth_router_set_status(struct liveberth_router *router,
                                             uint64_t now_ms,
                                             const char *deployment,
                                             size_t deployment_length,
                                             uint32_t state,
                                             bool is_ready,
                                             struct liveberth_decisions **out,
                                             struct liveberth_text **error);

/**
 * The name of a status, such as "deployment_not_found": the code that error texts carry and that
 * the same failure has in Rust and in JavaScript. A number that is no status is "unnumbered".
 *
 * It lives as long as the program.
 */
const char *liveberth_status_name(uint32_t status);

/**
 * The bytes of a text, and behind them a NUL that the length does not count.
 *
 * They live until the text is freed. NULL has the bytes "".
 */
const char *liveberth_text_data(const struct liveberth_text *text);

/**
 * How many bytes a text has. NULL has 0.
 */
size_t liveberth_text_length(const struct liveberth_text *text);

/**
 * Frees a text. NULL is harmless.
 */
void liveberth_text_free(struct liveberth_text *text);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* LIVEBERTH_H */
