package dev.sluice.auth;

/** What a {@link PublishPolicy} says of a message. */
public enum PublishVerdict {
    /** The room gets it. */
    ALLOWED,

    /** Nobody gets it, and its publisher is told {@code forbidden}. */
    DENIED,

    /** It can not be looked at now: nobody gets it, and its publisher is told {@code unavailable}. */
    UNAVAILABLE
}
