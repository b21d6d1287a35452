package dev.sluice.server.config;

import java.util.regex.Pattern;

/**
 * A decimal count.
 *
 * @param least the smallest that is allowed
 * @param most the largest that is allowed
 */
record WholeNumber(int least, int most) implements ValueType<Integer> {
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)");

    /** Digits of the longest number that a long holds for certain. */
    private static final int MAX_CHARS = 18;

    @Override
    public String expected() {
        return "a whole number from " + least + " to " + most;
    }

    @Override
    public Integer read(Scalar scalar) throws BadValueException {
        String text = scalar.text();
        if (!DECIMAL.matcher(text).matches() || text.length() > MAX_CHARS) {
            throw BadValueException.expected(expected(), scalar);
        }
        if (scalar.form() == Scalar.Form.STRING) {
            throw BadValueException.expected(expected() + " without quotes", scalar);
        }
        long value = Long.parseLong(text);
        if (value < least || value > most) {
            throw BadValueException.expected(expected(), scalar);
        }
        return (int) value;
    }

    @Override
    public String write(Integer value) {
        return value.toString();
    }
}
