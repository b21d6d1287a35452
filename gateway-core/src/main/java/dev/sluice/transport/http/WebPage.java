package dev.sluice.transport.http;

/**
 * A fixed answer to {@code GET} on one path.
 *
 * @param contentType as sent in Content-Type
 * @param body the bytes; never changed after the gateway has started
 */
@SuppressWarnings("ArrayRecordComponent")
public record WebPage(String contentType, byte[] body) {}
