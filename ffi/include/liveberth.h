/* liveberth: the decisions behind live deployments of machine-learning models, as a library.
 *
 * It checks configurations, admits, places and restarts replicas, and says what has to be done. It
 * does no input or output, reads no clock and starts no thread. What it takes and gives is JSON.
 *
 * Inputs. A text is a pointer and a length in bytes, in UTF-8, and needs no NUL at its end. It is
 * borrowed for the call and never kept. NULL with length 0 is an empty text, or, where a function
 * says so, a default.
 *
 * Outputs. Every function that can fail returns a liveberth_status; its last two parameters are
 *   out    where its result goes, written if and only if the status is LIVEBERTH_STATUS_OK;
 *   error  where {"code": ..., "message": ...} goes, written if and only if it is anything else.
 * `error` may be NULL for a caller that does not want it; `out` may not. As only one of them is ever
 * written, both may point to the same variable where they are of one type. The code is the name of
 * the status. The message is one line for people and names the value that is at fault.
 *
 * Ownership. What a function writes to `out` or `error` belongs to the caller, who frees it once
 * with the function of its type, whose name ends in _free; NULL is harmless there. Never use free().
 * What a function returns a pointer to lives as long as its comment says.
 *
 * Failure. A call that fails has changed nothing, and everything it was given may be used again.
 * No panic leaves the library: it becomes LIVEBERTH_STATUS_PANICKED, and a handle whose call
 * panicked answers nothing else from then on, since its state may be half changed; free it. A
 * program that runs out of memory is ended.
 *
 * Threads. Functions without a handle may be called from any thread at any time. A text never
 * changes, so any number of threads may read it; no function may use it while or after it is freed.
 * A liveberth_control_plane says for itself which calls may run side by side.
 *
 * Compatibility. Functions and status numbers are added and never changed, so a program goes on
 * working with a newer library. JSON objects may gain members: leave those you do not know alone.
 */


#ifndef LIVEBERTH_H
#define LIVEBERTH_H

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
   * A length no text can have.
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
 * Every live deployment of a platform, with the nodes and queues they run on.
 *
 * One thread at a time may use a control plane, and it may move from thread to thread. Functions
 * that take it as `const` may run on several threads at once, while no other function does.
 */
struct liveberth_control_plane;

/**
 * A text in UTF-8, made by the library.
 */
struct liveberth_text;

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
 * Makes a control plane without nodes, queues or deployments.
 *
 * `settings` is an object of `limits`, `policy` and `placementPolicy`, each of which may be left out
 * for its default; NULL with length 0 leaves out all.
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
 * Answers how what runs could be arranged better, with the state left as it is. Takes
 * `{"type":"freeNode","node":…,"steps":…}` for the moves that free a node, or
 * `{"type":"fewestNodes","steps":…}` for how few nodes would hold all; `steps` says how long to
 * search.
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
