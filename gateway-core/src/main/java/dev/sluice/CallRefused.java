package dev.sluice;

/** Why a call of a thread outside the lanes was not carried out; nothing of it was. The cause of a failed future. Stackless. */
public final class CallRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kept it. */
    public enum Reason {
        /** More calls wait for the lane than should, or the lane's clients are behind with what they have got: try again soon. */
        BUSY,

        /** The gateway has been stopped. */
        STOPPED,

        /** No open session of this gateway has this id. */
        UNKNOWN_SESSION,

        /** The session speaks no envelope: its rooms cannot be chosen. */
        NOT_AN_ENVELOPE,

        /** The session is in the room. */
        ALREADY_JOINED,

        /** The session is not in the room. */
        NOT_A_MEMBER,

        /** The session is in as many rooms as it may be. */
        TOO_MANY_ROOMS,

        /** The room has as many members as it may have. */
        ROOM_FULL
    }

    private final Reason reason;

    CallRefused(Reason reason) {
        super(reason.toString(), null, false, false);
        this.reason = reason;
    }

    /** What kept it. */
    public Reason reason() {
        return reason;
    }
}
