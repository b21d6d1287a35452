package dev.sluice.auth;

/** Why a token is not taken. */
public enum Rejection {
    /** Not in the form of a token. */
    MALFORMED("the token is malformed"),

    /** Longer than a token may be. */
    TOO_LARGE("the token is too large"),

    /** Signed in a way that its key is not meant for, or not at all. */
    ALGORITHM("the token's algorithm is not accepted"),

    /** Signed with a key that is not known here. */
    UNKNOWN_KEY("the token's key is not known"),

    /** Not signed by whom it says, or changed since. */
    SIGNATURE("the token's signature is wrong"),

    /** Its time is over. */
    EXPIRED("the token has expired"),

    /** Its time has not begun. */
    NOT_YET_VALID("the token is not valid yet"),

    /** Of another issuer. */
    ISSUER("the token is of another issuer"),

    /** For others. */
    AUDIENCE("the token is for others"),

    /** It lacks a claim, or one has no meaning here. */
    CLAIMS("the token lacks sub or exp, or a claim is too long or of another type than it should be"),

    /** It is good, and whom it names may not be here now. */
    REFUSED("this user is refused"),

    /** A refresh has to be for the user that the session has. */
    OTHER_USER("the token is another user's"),

    /** It can not be looked at just now; it may be good. */
    UNAVAILABLE("the token can not be checked now"),

    /** What looks at tokens has failed; it may be good. */
    FAILED("the token can not be checked now");

    private final String text;

    Rejection(String text) {
        this.text = text;
    }

    /** A few words for the client's developer. */
    public String text() {
        return text;
    }

    /** Whether the same token may be taken a little later. */
    public boolean isPassing() {
        return this == UNAVAILABLE || this == FAILED;
    }
}
