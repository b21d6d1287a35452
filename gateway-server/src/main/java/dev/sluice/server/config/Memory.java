package dev.sluice.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes: {@code 64KiB}, or a plain number. Powers of 1024 alone: {@code KB} means 1000 to some and 1024 to others.
 *
 * @param least the smallest that is allowed, in bytes
 * @param most the largest that is allowed, in bytes
 */
record Memory(long least, long most) implements ValueType<Long> {
    private static final Pattern SIZE = Pattern.compile("(-?[0-9]+)(B|KiB|MiB|GiB)?");

    /** Characters of the longest number that a long holds for certain. */
    private static final int MAX_DIGITS = 18;

    @Override
    public String expected() {
        return "a size from " + write(least) + " to " + write(most);
    }

    @Override
    public Long read(Scalar scalar) throws BadValueException {
        Matcher size = SIZE.matcher(scalar.text());
        if (!size.matches()) {
            throw BadValueException.expected("a size such as 64KiB", scalar);
        }
        long unit = size.group(2) == null ? 1 : bytesOf(size.group(2));
        long count = size.group(1).length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(size.group(1));
        if (count < 0 || count > most / unit || count * unit < least) {
            throw BadValueException.expected(expected(), scalar);
        }
        return count * unit;
    }

    @Override
    public String write(Long value) {
        if (value == 0) {
            return "0B";
        }
        if (value % Size.GIB == 0) {
            return value / Size.GIB + "GiB";
        }
        if (value % Size.MIB == 0) {
            return value / Size.MIB + "MiB";
        }
        return value % Size.KIB == 0 ? value / Size.KIB + "KiB" : value + "B";
    }

    private static long bytesOf(String unit) {
        return switch (unit) {
            case "GiB" -> Size.GIB;
            case "MiB" -> Size.MIB;
            case "KiB" -> Size.KIB;
            default -> 1;
        };
    }
}
