package dev.sluice.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.auth.TokenLimits;
import dev.sluice.codec.JsonText;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token for trying things out.
 *
 * @param user its subject
 * @param join the rooms that it may join, as patterns
 * @param publish the rooms that it may publish to, as patterns
 * @param info one JSON value, as text
 * @param issuer its issuer
 * @param audience whom it is for
 * @param keyName what to call the key
 */
public record TrialToken(
        String user,
        List<String> join,
        List<String> publish,
        Optional<String> info,
        Optional<String> issuer,
        Optional<String> audience,
        Optional<String> keyName) {

    private static final String NOT_TAKEN = "no server takes such a token: ";

    /**
     * The token, signed.
     *
     * @throws BadKeyException if {@code info} is no JSON, the server would not take the token, or the key can not sign
     */
    public String sign(SigningKey key, Instant now, Duration ttl) throws BadKeyException {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject(user)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ttl)));
        issuer.ifPresent(claims::issuer);
        audience.ifPresent(claims::audience);
        if (!join.isEmpty()) {
            claims.claim("join", join);
        }
        if (!publish.isEmpty()) {
            claims.claim("publish", publish);
        }
        if (info.isPresent()) {
            claims.claim("info", json(info.get()));
        }
        JWSHeader.Builder header = new JWSHeader.Builder(key.algorithm()).type(JOSEObjectType.JWT);
        keyName.ifPresent(header::keyID);
        SignedJWT token = new SignedJWT(header.build(), claims.build());
        check(token);
        try {
            token.sign(key.signer());
        } catch (JOSEException e) {
            throw new BadKeyException("the key cannot sign: " + e.getMessage());
        }
        String written = token.serialize();
        if (written.length() > TokenLimits.MOST_CHARACTERS) {
            throw new BadKeyException(NOT_TAKEN + "it has " + written.length() + " characters, and may have "
                    + TokenLimits.MOST_CHARACTERS);
        }
        return written;
    }

    private void check(SignedJWT token) throws BadKeyException {
        for (List<String> patterns : List.of(join, publish)) {
            for (String pattern : patterns) {
                int asterisk = pattern.indexOf('*');
                if (asterisk >= 0 && asterisk < pattern.length() - 1) {
                    throw new BadKeyException(
                            "an asterisk stands at the end of a pattern, as in chat:*, got " + pattern);
                }
            }
        }
        try {
            Claims.identity(token, token.getJWTClaimsSet());
        } catch (IllegalArgumentException | ParseException | IOException e) {
            throw new BadKeyException(NOT_TAKEN + e.getMessage());
        }
    }

    private static @Nullable Object json(String text) throws BadKeyException {
        try {
            if (JsonText.isOneValue(text)) {
                return JSONObjectUtils.parse("{\"info\":" + text + "}").get("info");
            }
        } catch (ParseException notJson) {
            // told below
        }
        throw new BadKeyException("--info is one JSON value, such as {\"name\":\"Alice\"}");
    }
}
