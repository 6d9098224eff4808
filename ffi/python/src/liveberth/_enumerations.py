"""Made from liveberth.h by `cargo xtask ffi --bless`."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """How a call ended."""

    #: The call did what it says.
    OK = 0

    #: A pointer that is needed was NULL.
    NULL_POINTER = 1

    #: A length that no text and no list can have.
    INVALID_LENGTH = 2

    #: A text was not UTF-8.
    INVALID_UTF8 = 3

    #: The library failed, in this call or in an earlier one on the same handle, which can only
    #: be freed. This is a fault of the library: please report it.
    PANICKED = 4

    #: A failure that has no number in this version; the error text has its code.
    UNNUMBERED = 5

    #: A handle is of another type, or was freed already.
    WRONG_HANDLE = 6

    #: A number stands for nothing that the function knows.
    UNKNOWN_NUMBER = 7

    #: A text names nothing that the function knows.
    UNKNOWN_NAME = 8

    #: A text was not JSON, or not of the form that the function takes.
    MALFORMED = 16

    #: An answer has no JSON form.
    UNWRITABLE = 17

    #: A text names no resource.
    INVALID_RID = 18

    #: Limits cannot be read.
    INVALID_LIMITS = 19

    #: A report holds no accepted document of the kind that the function takes.
    NOT_ACCEPTED = 20

    #: A configuration or a question has more replicas than it may.
    TOO_MANY_REPLICAS = 21

    #: A threshold of the policy is outside its range.
    THRESHOLD_OUT_OF_RANGE = 32

    #: The policy would scale down sooner than up.
    SCALE_UP_DELAY_EXCEEDS_SCALE_DOWN_DELAY = 33

    #: A number of the policy has to be at least 1.
    ZERO = 34

    #: No deployment has this identifier.
    DEPLOYMENT_NOT_FOUND = 64

    #: The identifier of a new deployment is taken.
    DEPLOYMENT_EXISTS = 65

    #: The model and branch have a deployment already.
    TARGET_TAKEN = 66

    #: Nothing was published on the branch yet.
    NO_VERSION = 67

    #: Sources change only while a deployment is disabled.
    SOURCES_IN_USE = 68

    #: The project is not known.
    PROJECT_NOT_FOUND = 69

    #: The queue is not known.
    QUEUE_NOT_FOUND = 70

    #: The queue counts something else.
    QUEUE_KIND_MISMATCH = 71

    #: The queues of a kind would be given more than the enrollment has.
    ENROLLMENT_EXCEEDED = 72

    #: The node is not known.
    NODE_NOT_FOUND = 73

    #: The node cannot hold what runs on it in its new shape.
    NODE_IN_USE = 74

    #: There is no such replica.
    REPLICA_NOT_FOUND = 75

    #: The replica does not serve.
    REPLICA_NOT_READY = 76

    #: The deployment is replacing replicas already.
    MOVE_CONFLICT = 77

    #: A request's number is not higher than every one before.
    REQUEST_NOT_NEW = 78

    #: No node has room.
    NO_ROOM = 79

    #: The node holds a replica of this number already.
    REPLICA_EXISTS = 80

    #: The state was saved by a version of the library that this one does not know.
    UNKNOWN_VERSION = 96

    #: The saved state contradicts itself.
    INCONSISTENT = 97

    @classmethod
    def _missing_(cls, value: object) -> Status:
        return cls.UNNUMBERED


class Severity(IntEnum):
    """How much a diagnostic matters."""

    #: The document is refused.
    ERROR = 1

    #: The document is accepted; this is advice.
    WARNING = 2

    #: A number that is not known here: the library is newer.
    UNKNOWN = 0

    @classmethod
    def _missing_(cls, value: object) -> Severity:
        return cls.UNKNOWN


class Code(IntEnum):
    """What is wrong with a document."""

    #: A problem that has no number in this version; the report's text has its code.
    UNNUMBERED = 1

    #: The text is not JSON in UTF-8. Lines and columns count from 1, columns in characters.
    MALFORMED_JSON = 2

    #: The text is longer than a document may be.
    TOO_LARGE = 3

    #: The text nests deeper than a document may.
    TOO_DEEP = 4

    #: A member that must be there is not, or is null.
    REQUIRED = 5

    #: A member that the API does not know.
    UNKNOWN_FIELD = 6

    #: A member that is given more than once; the first was looked at.
    DUPLICATE_FIELD = 7

    #: A value of the wrong kind; both in the words of JSON Schema.
    WRONG_TYPE = 8

    #: A number that is not whole. No value where its double is whole, too coarse to show it.
    NOT_AN_INTEGER = 9

    #: `NaN`, `Infinity` or `-Infinity` where a finite number is needed.
    NOT_FINITE = 10

    #: A number beyond its bounds. No value where it is too large for a double.
    OUT_OF_RANGE = 11

    #: The lower bound on replicas is above the upper one.
    MIN_REPLICAS_EXCEEDS_MAX_REPLICAS = 12

    #: A text that is no amount of memory.
    INVALID_MEMORY = 13

    #: More than any node has.
    EXCEEDS_LARGEST_NODE = 14

    #: A GPU type that the API does not know.
    UNKNOWN_GPU_TYPE = 15

    #: A GPU type that the project's queue does not offer.
    GPU_TYPE_NOT_AVAILABLE = 16

    #: Fewer than one GPU, or more than a replica may have; no maximum where it is not known.
    GPU_COUNT_OUT_OF_RANGE = 17

    #: More threads than a replica may have.
    THREAD_COUNT_TOO_HIGH = 18

    #: A unit of time that the API does not know.
    UNKNOWN_TIME_UNIT = 19

    #: A delay beyond the longest one.
    DELAY_TOO_LONG = 20

    #: Scaling up would wait longer than scaling down.
    SCALE_UP_DELAY_EXCEEDS_SCALE_DOWN_DELAY = 21

    #: A text that cannot name an environment variable.
    INVALID_ENVIRONMENT_VARIABLE_NAME = 22

    #: A value that no environment can hold; the value itself is not repeated.
    INVALID_ENVIRONMENT_VARIABLE_VALUE = 23

    #: An environment variable that the platform sets.
    RESERVED_ENVIRONMENT_VARIABLE = 24

    #: A text that is no resource identifier.
    INVALID_RID = 25

    #: A kind of target that the API does not know.
    UNKNOWN_DEPLOYMENT_TYPE = 26

    #: A branch without a name.
    EMPTY_BRANCH = 27

    #: A source that the project has not imported.
    SOURCE_NOT_IMPORTED = 28

    #: A source that compute modules may not use.
    SOURCE_NOT_ENABLED = 29

    #: A source that may not export the markings of a resource.
    SOURCE_CANNOT_EXPORT_MARKINGS = 30

    #: Advice: an idle deployment has no replica, so that its next request waits for one.
    SCALES_TO_ZERO = 31

    #: Advice: a member that is not given, and what the platform takes in its place.
    DEFAULT_APPLIES = 32

    #: Advice: a unit that others read as a power of 1000 is a power of 1024.
    BINARY_MEMORY_UNIT = 33

    #: Advice: so little memory that a unit was probably forgotten.
    TINY_MEMORY = 34

    #: Advice: CPU is counted in thousandths, of which a part counts as one.
    CPU_ROUNDED_UP = 35

    #: Advice: a threshold that every load reaches.
    ALWAYS_SCALES_UP = 36

    #: Advice: rules of scaling where the number of replicas is fixed.
    SCALING_HAS_NO_EFFECT = 37

    #: Advice: a source that is in the list before.
    REPEATED_SOURCE = 38

    @classmethod
    def _missing_(cls, value: object) -> Code:
        return cls.UNNUMBERED


class State(IntEnum):
    """Where a deployment stands."""

    #: Serving, or scaled to zero and ready to wake.
    ACTIVE = 1

    #: At least one replica is ready, but not all replicas are healthy.
    DEGRADED = 2

    #: Switched off.
    DISABLED = 3

    #: No healthy replica is available.
    FAILED = 4

    #: On the way to its first ready replica.
    STARTING = 5

    #: A number that is not known here: the library is newer.
    UNKNOWN = 0

    @classmethod
    def _missing_(cls, value: object) -> State:
        return cls.UNKNOWN


class Reason(IntEnum):
    """Why a deployment is in the state that it shows."""

    #: A user switched it off.
    DISABLED = 1

    #: It serves, but a replica is not healthy.
    REPLICAS_UNHEALTHY = 2

    #: It serves, but has been short of its fewest replicas for long.
    BELOW_MINIMUM = 3

    #: It serves in its old form: the new one does not get ready.
    ROLLOUT_STALLED = 4

    #: It serves.
    SERVING = 5

    #: It serves while replicas of a new form come.
    ROLLING_OUT = 6

    #: It serves in its old form: the new one finds no room.
    WAITING_FOR_CAPACITY = 7

    #: Replicas fail again and again.
    CRASH_LOOP = 8

    #: A replica failed in a way that another attempt cannot mend.
    PERMANENT = 9

    #: No replica got ready in time.
    PROGRESS_DEADLINE = 10

    #: No node could ever hold a replica, or no queue could pay for one.
    INFEASIBLE = 11

    #: It has no replicas, because nobody asks for it.
    SCALED_TO_ZERO = 12

    #: Somebody asked, and the first replica is on its way.
    WAKING_FROM_ZERO = 13

    #: Its first replicas are on their way.
    STARTING = 14

    #: The resource queue is full, or others are ahead in it.
    QUEUE_FULL = 15

    #: No node has room.
    NO_CAPACITY = 16

    #: A replica failed and is tried again.
    RESTARTING = 17

    #: A number that is not known here: the library is newer.
    UNKNOWN = 0

    @classmethod
    def _missing_(cls, value: object) -> Reason:
        return cls.UNKNOWN


class LogKind(IntEnum):
    """What was noticed."""

    #: News of a replica or attempt that is no longer current; it was ignored. It has both.
    STALE_EVENT = 1

    #: A replica was told to end and then killed, yet its stop was never confirmed; what it
    #: holds stays reserved. It has a replica and an attempt.
    STOP_UNCONFIRMED = 2

    #: A replica was moved. It has the replica that left and the node of its replacement.
    MOVE_DONE = 3

    #: A replica stays where it is. It has the replica and the node where its replacement was to
    #: run.
    MOVE_GIVEN_UP = 4

    #: A replica's process ended. It has a replica, an attempt and a message.
    REPLICA_EXITED = 5

    #: A number that is not known here: the library is newer.
    UNKNOWN = 0

    @classmethod
    def _missing_(cls, value: object) -> LogKind:
        return cls.UNKNOWN
