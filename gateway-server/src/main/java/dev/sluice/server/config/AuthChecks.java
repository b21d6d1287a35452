package dev.sluice.server.config;

import dev.sluice.server.auth.BadKeyException;
import dev.sluice.server.auth.JwtAuthenticator;
import dev.sluice.server.auth.KeySource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of the settings of tokens no value shows alone: which of them need each other, and whether the key can be used. */
final class AuthChecks {
    private static final String UNHEEDED =
            "is not looked at while auth.mode is none; write auth.mode: jwt (SLUICE_AUTH_MODE=jwt)";

    private AuthChecks() {}

    static void run(Written written) {
        if (!written.isSound(Settings.AUTH_MODE) || !AuthSettings.ALL.stream().allMatch(written::isSound)) {
            return;
        }
        if (written.valueOf(Settings.AUTH_MODE) == AuthMode.NONE) {
            AuthSettings.ALL.stream()
                    .filter(setting -> !written.valueOf(setting).equals(setting.fallback()))
                    .forEach(setting -> problem(written, setting, UNHEEDED));
            return;
        }
        List<KeySource> sources = AuthSettings.sources(written);
        if (sources.size() != 1) {
            String what = sources.isEmpty() ? "jwt needs a key" : "jwt needs one key, not " + sources.size();
            problem(written, Settings.AUTH_MODE, what + ": auth.hmac-secret, auth.public-key or auth.jwks");
            return;
        }
        try {
            JwtAuthenticator.check(sources.get(0));
        } catch (BadKeyException e) {
            Setting<?> setting =
                    sources.get(0) instanceof KeySource.Secret ? AuthSettings.HMAC_SECRET : AuthSettings.PUBLIC_KEY;
            problem(written, setting, e.what());
        }
    }

    private static void problem(Written written, Setting<?> setting, String what) {
        Written.@Nullable Value<?> value = written.find(setting);
        if (value != null) {
            written.problem(value.origin().problem(setting.key(), what));
        }
    }
}
