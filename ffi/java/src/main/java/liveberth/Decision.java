package liveberth;

import java.util.OptionalLong;

/** One thing to do about requests. */
public sealed interface Decision {
    /** Send a request to a replica, then say that it has finished. */
    record Forward(long request, long replica) implements Decision {}

    /** Keep a request until a later decision is about it. */
    record Wait(long request) implements Decision {}

    /** Answer a request at once; it is over. */
    record Refuse(long request, Refusal refusal) implements Decision {}

    /**
     * Answer that a request took too long, and break off what it does; it is over.
     *
     * @param replica where it had been forwarded; empty where it had not
     */
    record TimeOut(long request, OptionalLong replica) implements Decision {}

    /** Pass something on to the control plane, by {@link ControlPlane#tell}. */
    final class Tell implements Decision {
        final Handle decisions;
        final long index;
        private final String deployment;

        Tell(Handle decisions, long index, String deployment) {
            this.decisions = decisions;
            this.index = index;
            this.deployment = deployment;
        }

        /** What it is about. */
        public String deployment() {
            return deployment;
        }

        @Override
        public String toString() {
            return "Tell[deployment=" + deployment + "]";
        }
    }

    /** Why a request is refused. */
    enum Refusal {
        /** The deployment is switched off. */
        DISABLED,

        /** The deployment failed; to ask again soon is of no use. */
        FAILED,

        /** As many requests wait already as may. */
        TOO_MANY_PENDING,

        /** A reason of a newer library. */
        UNKNOWN;

        static Refusal of(int number) {
            return number > 0 && number < values().length ? values()[number - 1] : UNKNOWN;
        }
    }
}
