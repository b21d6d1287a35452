package dev.sluice.auth;

import java.util.Optional;

/**
 * That every WebSocket needs a token, and how it is looked at.
 *
 * @param authenticator who looks at it
 * @param queryParameter the parameter of the request's query that may hold it; empty, as it should be: none, because queries end up in
 *     the logs of proxies
 */
public record TokenCheck(Authenticator authenticator, Optional<String> queryParameter) {}
