package dev.sluice.namespace;

/** Who may join a room. */
public enum JoinRule {
    /** Every client. */
    EVERYONE,

    /** A client whose token names the room among those to join. */
    TOKEN,

    /** No client: the room is outside every namespace, where that is forbidden. Not to be configured. */
    NOBODY
}
