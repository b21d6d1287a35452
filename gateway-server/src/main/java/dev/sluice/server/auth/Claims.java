package dev.sluice.server.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.auth.Identity;
import dev.sluice.auth.Rejection;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.auth.TokenLimits;
import dev.sluice.auth.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a token says (RFC 7519, 4), once its signature has been found good. */
final class Claims {
    private static final String INFO = "info";
    private static final JsonFactory JSON = new JsonFactory();

    private Claims() {}

    /** The verdict on a token that is signed as it should be. */
    static Verdict judge(SignedJWT token, JwtRules rules, Instant now) {
        try {
            JWTClaimsSet claims = token.getJWTClaimsSet();
            Optional<Rejection> breach = breach(claims, rules, now);
            if (breach.isPresent()) {
                return Verdict.rejected(breach.get());
            }
            Instant end = claims.getExpirationTime().toInstant();
            return Verdict.accepted(
                    identity(token, claims), Duration.between(now, end).plus(rules.leeway()), end.getEpochSecond());
        } catch (ParseException | IOException notAsItShouldBe) {
            return Verdict.rejected(Rejection.MALFORMED);
        } catch (IllegalArgumentException beyondItsLimits) {
            return Verdict.rejected(Rejection.CLAIMS);
        }
    }

    private static Optional<Rejection> breach(JWTClaimsSet claims, JwtRules rules, Instant now) {
        if (claims.getExpirationTime() == null) {
            return Optional.of(Rejection.CLAIMS);
        }
        if (!now.isBefore(claims.getExpirationTime().toInstant().plus(rules.leeway()))) {
            return Optional.of(Rejection.EXPIRED);
        }
        if (claims.getNotBeforeTime() != null
                && now.isBefore(claims.getNotBeforeTime().toInstant().minus(rules.leeway()))) {
            return Optional.of(Rejection.NOT_YET_VALID);
        }
        if (rules.issuer().isPresent() && !rules.issuer().get().equals(claims.getIssuer())) {
            return Optional.of(Rejection.ISSUER);
        }
        if (rules.audience().isPresent()
                && !claims.getAudience().contains(rules.audience().get())) {
            return Optional.of(Rejection.AUDIENCE);
        }
        return Optional.empty();
    }

    /**
     * Who a token says that its bearer is.
     *
     * @throws IllegalArgumentException for what is beyond the {@link TokenLimits}, with a sentence for whoever makes tokens
     */
    static Identity identity(SignedJWT token, JWTClaimsSet claims) throws ParseException, IOException {
        String user = claims.getSubject();
        if (user == null || !isName(user)) {
            throw new IllegalArgumentException(
                    "sub is 1 to " + TokenLimits.MOST_USER_BYTES + " bytes without control characters");
        }
        Optional<String> info = info(token.getPayload().toBytes());
        return new Identity(user, info, patterns(claims, "join", user), patterns(claims, "publish", user));
    }

    private static boolean isName(String user) {
        return !user.isEmpty()
                && user.codePoints().noneMatch(Character::isISOControl)
                && user.getBytes(StandardCharsets.UTF_8).length <= TokenLimits.MOST_USER_BYTES;
    }

    private static RoomPatterns patterns(JWTClaimsSet claims, String name, String user) throws ParseException {
        List<String> written = claims.getStringListClaim(name);
        if (written == null) {
            return RoomPatterns.NONE;
        }
        if (written.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(name);
        }
        return RoomPatterns.of(written, user);
    }

    /** The text of one claim, byte for byte as it was signed. */
    private static Optional<String> info(byte[] claims) throws IOException {
        try (JsonParser parser = JSON.createParser(claims)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int end = (int) parser.currentLocation().getByteOffset();
                if (name.equals(INFO) && value != JsonToken.VALUE_NULL) {
                    return Optional.of(text(Arrays.copyOfRange(claims, start, end)));
                }
            }
        }
        return Optional.empty();
    }

    private static String text(byte[] info) {
        String text = new String(info, StandardCharsets.UTF_8).strip();
        if (info.length > TokenLimits.MOST_INFO_BYTES) {
            throw new IllegalArgumentException(INFO + " is " + TokenLimits.MOST_INFO_BYTES + " bytes at most");
        }
        return text;
    }
}
