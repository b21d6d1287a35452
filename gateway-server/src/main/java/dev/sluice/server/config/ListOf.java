package dev.sluice.server.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Several values: a list in the file; with commas between them on the command line, in the environment, and in a string of the file.
 *
 * @param element the type of each
 * @param <T> the value of each
 */
record ListOf<T>(ValueType<T> element) implements ValueType<List<T>> {
    static final String SEPARATOR = ",";

    @Override
    public String expected() {
        return "a list, each of it " + element.expected();
    }

    @Override
    public List<T> read(Scalar scalar) throws BadValueException {
        List<T> list = new ArrayList<>();
        for (String part : scalar.text().split(SEPARATOR, -1)) {
            String text = part.strip();
            if (!text.isEmpty()) {
                list.add(element.read(new Scalar(text, scalar.form())));
            }
        }
        return List.copyOf(list);
    }

    @Override
    public String write(List<T> value) {
        return String.join(SEPARATOR, value.stream().map(element::write).toList());
    }

    @Override
    public boolean isSecret() {
        return element.isSecret();
    }
}
