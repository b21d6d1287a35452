package dev.sluice.server.config;

import java.util.List;

/** The configuration cannot be used. Holds every problem that was found, one line each, in the order to fix them in. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** At least one line, such as {@code sluice.yaml:3:18: limits.message-bytes: expected a size such as 64KiB, got "abc"}. */
    public List<String> problems() {
        return problems;
    }
}
