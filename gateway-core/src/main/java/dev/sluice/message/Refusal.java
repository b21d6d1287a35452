package dev.sluice.message;

import java.util.OptionalLong;

/** A client's message that is not carried out, and why. Stackless: it is the client's fault. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient OptionalLong id;
    private final ErrorCode code;

    /**
     * @param id the client's number of the message, as far as it could be read
     * @param reason one sentence that tells the client's developer what to do
     */
    public Refusal(OptionalLong id, ErrorCode code, String reason) {
        super(reason, null, false, false);
        this.id = id;
        this.code = code;
    }

    /** The client's number of the message, as far as it could be read. */
    public OptionalLong id() {
        return id;
    }

    /** What is wrong, as a word. */
    public ErrorCode code() {
        return code;
    }

    /** The reply that tells the client. */
    public ServerMessage reply() {
        return new ServerMessage.Failed(id, code, String.valueOf(getMessage()));
    }
}
