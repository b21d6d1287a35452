/**
 * Stage 2, beside the frames: permessage-deflate (RFC 7692), compressed payloads in, plain ones out, and back. Takes offers from
 * {@code handshake} and payloads from {@code websocket}; bytes in, values out. Owner of each compressor: its lane.
 */
@NullMarked
package dev.sluice.protocol.deflate;

import org.jspecify.annotations.NullMarked;
