// Code generated from liveberth.h by cargo xtask ffi --bless. DO NOT EDIT.

package liveberth

const (
	// The call did what it says.
	StatusOK Status = 0

	// A pointer that is needed was NULL.
	StatusNullPointer Status = 1

	// A length no text can have.
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

	// The state was saved by a version of the library that this one does not know.
	StatusUnknownVersion Status = 96

	// The saved state contradicts itself.
	StatusInconsistent Status = 97
)
