package dev.sluice.transport.websocket;

import dev.sluice.metric.Label;

/**
 * Tells the handshake's handler, as an event of the pipeline, that a handler ahead of it has ended the connection before a request came
 * through.
 *
 * @param result what to count
 */
record HandshakeOver(Label.Handshake result) {}
