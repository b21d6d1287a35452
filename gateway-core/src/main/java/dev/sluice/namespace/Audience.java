package dev.sluice.namespace;

/** Who may do something with a room, publish to it or read what it knows. */
public enum Audience {
    /** Whoever is in the room. */
    MEMBERS,

    /** Whoever has a token for it: to publish, a member whose token names it there; to read, whoever's token lets it join. */
    TOKEN,

    /** No client: only the backend, by the server API. */
    BACKEND
}
