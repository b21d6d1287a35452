package dev.sluice.server.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of time with its unit: {@code 25s}. A number alone is refused: half of its readers would take it for milliseconds.
 *
 * @param least the shortest that is allowed, whole milliseconds
 * @param most the longest that is allowed, whole milliseconds
 */
record Time(Duration least, Duration most) implements ValueType<Duration> {
    private static final Pattern TIME = Pattern.compile("(-?[0-9]+)(ms|s|m|h)?");

    /** Characters of the longest number that a long holds for certain. */
    private static final int MAX_DIGITS = 18;

    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    @Override
    public String expected() {
        return "a time from " + write(least) + " to " + write(most);
    }

    @Override
    public Duration read(Scalar scalar) throws BadValueException {
        Matcher time = TIME.matcher(scalar.text());
        if (!time.matches()) {
            throw BadValueException.expected("a time such as 25s", scalar);
        }
        String unit = time.group(2);
        if (unit == null) {
            throw new BadValueException(
                    "expected a time such as 25s, got " + scalar.shown() + ": write its unit (ms, s, m or h)");
        }
        long count = time.group(1).length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(time.group(1));
        if (count < 0 || count > most.toMillis() / millisOf(unit) || count * millisOf(unit) < least.toMillis()) {
            throw BadValueException.expected(expected(), scalar);
        }
        return Duration.ofMillis(count * millisOf(unit));
    }

    @Override
    public String write(Duration value) {
        long millis = value.toMillis();
        if (millis % HOUR == 0) {
            return millis / HOUR + "h";
        }
        if (millis % MINUTE == 0) {
            return millis / MINUTE + "m";
        }
        return millis % SECOND == 0 ? millis / SECOND + "s" : millis + "ms";
    }

    private static long millisOf(String unit) {
        return switch (unit) {
            case "h" -> HOUR;
            case "m" -> MINUTE;
            case "s" -> SECOND;
            default -> 1;
        };
    }
}
