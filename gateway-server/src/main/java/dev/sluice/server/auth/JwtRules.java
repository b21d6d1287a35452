package dev.sluice.server.auth;

import java.time.Duration;
import java.util.Optional;

/**
 * Which tokens are good.
 *
 * @param keys what they have to be signed with
 * @param issuer what {@code iss} has to be; empty: anything
 * @param audience what {@code aud} has to hold; empty: anything
 * @param leeway how far the clocks of issuers may be off
 * @param queryParameter the parameter of a request's query that may hold the token
 */
public record JwtRules(
        KeySource keys,
        Optional<String> issuer,
        Optional<String> audience,
        Duration leeway,
        Optional<String> queryParameter) {}
