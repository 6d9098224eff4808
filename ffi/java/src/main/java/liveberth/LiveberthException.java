package liveberth;

/** A call that did not succeed, and so has changed nothing. */
public final class LiveberthException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Status status;
    private final String code;

    LiveberthException(Status status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** How the call ended. */
    public Status status() {
        return status;
    }

    /** The name of the failure, the same in every language: "deployment_not_found". */
    public String code() {
        return code;
    }

    @Override
    public String toString() {
        return getClass().getName() + ": " + code + ": " + getMessage();
    }
}
