package dev.sluice.session;

/**
 * Why a connection ends.
 *
 * @param code as sent in the close frame (RFC 6455, 7.4)
 * @param text at most 123 bytes of UTF-8, for whoever debugs the client
 */
public record CloseReason(int code, String text) {}
