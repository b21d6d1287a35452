package dev.sluice.message;

/** The two types of a WebSocket message (RFC 6455, 5.6). */
public enum MessageKind {
    TEXT,
    BINARY
}
