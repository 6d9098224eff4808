// Code generated from liveberth.h by cargo xtask ffi --bless. DO NOT EDIT.

package liveberth

// How a call ended.
const (
	// The call did what it says.
	StatusOK Status = 0

	// A pointer that is needed was NULL.
	StatusNullPointer Status = 1

	// A length that no text and no list can have.
	StatusInvalidLength Status = 2

	// A text was not UTF-8.
	StatusInvalidUTF8 Status = 3

	// The library failed, in this call or in an earlier one on the same handle, which can only be
	// freed. This is a fault of the library: please report it.
	StatusPanicked Status = 4

	// A failure that has no number in this version; the error text has its code.
	StatusUnnumbered Status = 5

	// A handle is of another type, or was freed already.
	StatusWrongHandle Status = 6

	// A number stands for nothing that the function knows.
	StatusUnknownNumber Status = 7

	// A text names nothing that the function knows.
	StatusUnknownName Status = 8

	// A text was not JSON, or not of the form that the function takes.
	StatusMalformed Status = 16

	// An answer has no JSON form.
	StatusUnwritable Status = 17

	// A text names no resource.
	StatusInvalidRID Status = 18

	// Limits cannot be read.
	StatusInvalidLimits Status = 19

	// A report holds no accepted document of the kind that the function takes.
	StatusNotAccepted Status = 20

	// A configuration or a question has more replicas than it may.
	StatusTooManyReplicas Status = 21

	// A threshold of the policy is outside its range.
	StatusThresholdOutOfRange Status = 32

	// The policy would scale down sooner than up.
	StatusScaleUpDelayExceedsScaleDownDelay Status = 33

	// A number of the policy has to be at least 1.
	StatusZero Status = 34

	// No deployment has this identifier.
	StatusDeploymentNotFound Status = 64

	// The identifier of a new deployment is taken.
	StatusDeploymentExists Status = 65

	// The model and branch have a deployment already.
	StatusTargetTaken Status = 66

	// Nothing was published on the branch yet.
	StatusNoVersion Status = 67

	// Sources change only while a deployment is disabled.
	StatusSourcesInUse Status = 68

	// The project is not known.
	StatusProjectNotFound Status = 69

	// The queue is not known.
	StatusQueueNotFound Status = 70

	// The queue counts something else.
	StatusQueueKindMismatch Status = 71

	// The queues of a kind would be given more than the enrollment has.
	StatusEnrollmentExceeded Status = 72

	// The node is not known.
	StatusNodeNotFound Status = 73

	// The node cannot hold what runs on it in its new shape.
	StatusNodeInUse Status = 74

	// There is no such replica.
	StatusReplicaNotFound Status = 75

	// The replica does not serve.
	StatusReplicaNotReady Status = 76

	// The deployment is replacing replicas already.
	StatusMoveConflict Status = 77

	// A request's number is not higher than every one before.
	StatusRequestNotNew Status = 78

	// No node has room.
	StatusNoRoom Status = 79

	// The node holds a replica of this number already.
	StatusReplicaExists Status = 80

	// The state was saved by a version of the library that this one does not know.
	StatusUnknownVersion Status = 96

	// The saved state contradicts itself.
	StatusInconsistent Status = 97
)

// How much a diagnostic matters.
const (
	// The document is refused.
	SeverityError Severity = 1

	// The document is accepted; this is advice.
	SeverityWarning Severity = 2
)

// What is wrong with a document.
const (
	// A problem that has no number in this version; the report's text has its code.
	CodeUnnumbered Code = 1

	// The text is not JSON in UTF-8. Lines and columns count from 1, columns in characters.
	CodeMalformedJSON Code = 2

	// The text is longer than a document may be.
	CodeTooLarge Code = 3

	// The text nests deeper than a document may.
	CodeTooDeep Code = 4

	// A member that must be there is not, or is null.
	CodeRequired Code = 5

	// A member that the API does not know.
	CodeUnknownField Code = 6

	// A member that is given more than once; the first was looked at.
	CodeDuplicateField Code = 7

	// A value of the wrong kind; both in the words of JSON Schema.
	CodeWrongType Code = 8

	// A number that is not whole. No value where its double is whole, too coarse to show it.
	CodeNotAnInteger Code = 9

	// `NaN`, `Infinity` or `-Infinity` where a finite number is needed.
	CodeNotFinite Code = 10

	// A number beyond its bounds. No value where it is too large for a double.
	CodeOutOfRange Code = 11

	// The lower bound on replicas is above the upper one.
	CodeMinReplicasExceedsMaxReplicas Code = 12

	// A text that is no amount of memory.
	CodeInvalidMemory Code = 13

	// More than any node has.
	CodeExceedsLargestNode Code = 14

	// A GPU type that the API does not know.
	CodeUnknownGPUType Code = 15

	// A GPU type that the project's queue does not offer.
	CodeGPUTypeNotAvailable Code = 16

	// Fewer than one GPU, or more than a replica may have; no maximum where it is not known.
	CodeGPUCountOutOfRange Code = 17

	// More threads than a replica may have.
	CodeThreadCountTooHigh Code = 18

	// A unit of time that the API does not know.
	CodeUnknownTimeUnit Code = 19

	// A delay beyond the longest one.
	CodeDelayTooLong Code = 20

	// Scaling up would wait longer than scaling down.
	CodeScaleUpDelayExceedsScaleDownDelay Code = 21

	// A text that cannot name an environment variable.
	CodeInvalidEnvironmentVariableName Code = 22

	// A value that no environment can hold; the value itself is not repeated.
	CodeInvalidEnvironmentVariableValue Code = 23

	// An environment variable that the platform sets.
	CodeReservedEnvironmentVariable Code = 24

	// A text that is no resource identifier.
	CodeInvalidRID Code = 25

	// A kind of target that the API does not know.
	CodeUnknownDeploymentType Code = 26

	// A branch without a name.
	CodeEmptyBranch Code = 27

	// A source that the project has not imported.
	CodeSourceNotImported Code = 28

	// A source that compute modules may not use.
	CodeSourceNotEnabled Code = 29

	// A source that may not export the markings of a resource.
	CodeSourceCannotExportMarkings Code = 30

	// Advice: an idle deployment has no replica, so that its next request waits for one.
	CodeScalesToZero Code = 31

	// Advice: a member that is not given, and what the platform takes in its place.
	CodeDefaultApplies Code = 32

	// Advice: a unit that others read as a power of 1000 is a power of 1024.
	CodeBinaryMemoryUnit Code = 33

	// Advice: so little memory that a unit was probably forgotten.
	CodeTinyMemory Code = 34

	// Advice: CPU is counted in thousandths, of which a part counts as one.
	CodeCPURoundedUp Code = 35

	// Advice: a threshold that every load reaches.
	CodeAlwaysScalesUp Code = 36

	// Advice: rules of scaling where the number of replicas is fixed.
	CodeScalingHasNoEffect Code = 37

	// Advice: a source that is in the list before.
	CodeRepeatedSource Code = 38
)

// Where a deployment stands.
const (
	// Serving, or scaled to zero and ready to wake.
	StateActive State = 1

	// At least one replica is ready, but not all replicas are healthy.
	StateDegraded State = 2

	// Switched off.
	StateDisabled State = 3

	// No healthy replica is available.
	StateFailed State = 4

	// On the way to its first ready replica.
	StateStarting State = 5
)

// Why a deployment is in the state that it shows.
const (
	// A user switched it off.
	ReasonDisabled Reason = 1

	// It serves, but a replica is not healthy.
	ReasonReplicasUnhealthy Reason = 2

	// It serves, but has been short of its fewest replicas for long.
	ReasonBelowMinimum Reason = 3

	// It serves in its old form: the new one does not get ready.
	ReasonRolloutStalled Reason = 4

	// It serves.
	ReasonServing Reason = 5

	// It serves while replicas of a new form come.
	ReasonRollingOut Reason = 6

	// It serves in its old form: the new one finds no room.
	ReasonWaitingForCapacity Reason = 7

	// Replicas fail again and again.
	ReasonCrashLoop Reason = 8

	// A replica failed in a way that another attempt cannot mend.
	ReasonPermanent Reason = 9

	// No replica got ready in time.
	ReasonProgressDeadline Reason = 10

	// No node could ever hold a replica, or no queue could pay for one.
	ReasonInfeasible Reason = 11

	// It has no replicas, because nobody asks for it.
	ReasonScaledToZero Reason = 12

	// Somebody asked, and the first replica is on its way.
	ReasonWakingFromZero Reason = 13

	// Its first replicas are on their way.
	ReasonStarting Reason = 14

	// The resource queue is full, or others are ahead in it.
	ReasonQueueFull Reason = 15

	// No node has room.
	ReasonNoCapacity Reason = 16

	// A replica failed and is tried again.
	ReasonRestarting Reason = 17
)

// What was noticed.
const (
	// News of a replica or attempt that is no longer current; it was ignored. It has both.
	LogKindStaleEvent LogKind = 1

	// A replica was told to end and then killed, yet its stop was never confirmed; what it holds
	// stays reserved. It has a replica and an attempt.
	LogKindStopUnconfirmed LogKind = 2

	// A replica was moved. It has the replica that left and the node of its replacement.
	LogKindMoveDone LogKind = 3

	// A replica stays where it is. It has the replica and the node where its replacement was to
	// run.
	LogKindMoveGivenUp LogKind = 4

	// A replica's process ended. It has a replica, an attempt and a message.
	LogKindReplicaExited LogKind = 5
)
