package dev.sluice.server.config;

import java.util.Optional;

/**
 * Any text that is not empty.
 *
 * @param what it is, such as {@code the issuer of tokens}
 */
record Words(String what) implements ValueType<Optional<String>> {
    @Override
    public String expected() {
        return what;
    }

    /** Empty text is a mistake, such as a variable that nobody has set. */
    @Override
    public Optional<String> read(Scalar scalar) throws BadValueException {
        if (scalar.form() == Scalar.Form.NOTHING || scalar.text().isBlank()) {
            throw BadValueException.expected(expected(), scalar);
        }
        return Optional.of(scalar.text());
    }

    @Override
    public String write(Optional<String> value) {
        return value.orElse("");
    }
}
