package dev.sluice.server.config;

/** Whether clients have to say who they are. */
enum AuthMode {
    /** No: rooms are open to everyone who reaches the port. */
    NONE,

    /** Every WebSocket needs a token. */
    JWT
}
