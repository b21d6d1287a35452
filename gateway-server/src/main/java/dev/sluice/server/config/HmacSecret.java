package dev.sluice.server.config;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A secret that tokens are signed with. No problem and no line of the log shows it. */
record HmacSecret() implements ValueType<Optional<String>> {
    /** RFC 7518, 3.2: as many bytes as the hash has, else it is easier to guess than the signature. */
    private static final int LEAST_BYTES = 32;

    /** A token, or a file, was put here by mistake. */
    private static final int MOST_BYTES = 4096;

    @Override
    public String expected() {
        return "a secret of " + LEAST_BYTES + " to " + MOST_BYTES + " bytes, such as: openssl rand -base64 32";
    }

    @Override
    public Optional<String> read(Scalar scalar) throws BadValueException {
        int bytes = scalar.text().getBytes(StandardCharsets.UTF_8).length;
        if (scalar.form() == Scalar.Form.NOTHING || bytes < LEAST_BYTES || bytes > MOST_BYTES) {
            throw new BadValueException("expected " + expected() + "; got " + bytes + " bytes");
        }
        return Optional.of(scalar.text());
    }

    @Override
    public String write(Optional<String> value) {
        return value.isEmpty() ? "" : "(set)";
    }

    @Override
    public boolean isSecret() {
        return true;
    }
}
