package dev.sluice.server.config;

import java.util.Locale;

/**
 * One row of the table of settings.
 *
 * @param key the path in the file, joined by dots
 * @param type how its text is read, and what range it has
 * @param fallback the value when it is written nowhere
 * @param doc what it does, in one line
 * @param <T> the value
 */
record Setting<T>(String key, ValueType<T> type, T fallback, String doc) {
    static final String VARIABLE_PREFIX = "SLUICE_";

    /** The environment variable that sets it: {@code SLUICE_LIMITS_MESSAGE_BYTES}. */
    String variable() {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The fallback as one would write it. */
    String writtenFallback() {
        return type.write(fallback);
    }

    /** A value as the log may show it. */
    String shown(T value) {
        return type.isSecret() ? "(set)" : type.write(value);
    }
}
