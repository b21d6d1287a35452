package dev.sluice.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file, absolute or relative to the working directory. Whether it is there is seen when it is read. Empty text is a mistake, such as a
 * variable that nobody has set: taken for none, it would turn TLS off without a word.
 */
record FilePath() implements ValueType<Optional<Path>> {

    @Override
    public String expected() {
        return "a file, relative to the working directory unless it begins with /";
    }

    @Override
    public Optional<Path> read(Scalar scalar) throws BadValueException {
        boolean text = scalar.form() == Scalar.Form.STRING || scalar.form() == Scalar.Form.UNTYPED;
        if (!text || scalar.text().isEmpty()) {
            throw BadValueException.expected(expected(), scalar);
        }
        try {
            return Optional.of(Path.of(scalar.text()));
        } catch (InvalidPathException e) {
            throw BadValueException.expected(expected(), scalar);
        }
    }

    @Override
    public String write(Optional<Path> value) {
        return value.map(Path::toString).orElse("");
    }
}
