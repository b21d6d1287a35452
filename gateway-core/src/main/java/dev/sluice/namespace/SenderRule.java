package dev.sluice.namespace;

/** By what the members of a room learn who has said a message. */
public enum SenderRule {
    /** The session alone: nobody's name is told. */
    SESSION,

    /** The session and, if it has shown a token, its user; a history keeps both. */
    USER
}
