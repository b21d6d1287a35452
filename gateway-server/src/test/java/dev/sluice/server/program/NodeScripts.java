package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the scripts of {@code src/test/node}: npm's ws, and Chromium led by playwright. */
final class NodeScripts {
    private NodeScripts() {}

    /** Runs a script that finds faults by itself, and fails with its output where it does. */
    static void run(String script, String... arguments) throws IOException, InterruptedException {
        check(start(script, Map.of(), arguments), script, arguments);
    }

    /** The same with variables of its own. */
    static void run(Map<String, String> environment, String script, String... arguments)
            throws IOException, InterruptedException {
        check(start(script, environment, arguments), script, arguments);
    }

    /** The same for a script that opens pages. */
    static void runBrowser(String script, String... arguments) throws IOException, InterruptedException {
        check(startBrowser(script, arguments), script, arguments);
    }

    /** Starts a script that is talked to. */
    static Child start(String script, String... arguments) throws IOException {
        return start(script, Map.of(), arguments);
    }

    /** The same for a script that opens pages. */
    static Child startBrowser(String script, String... arguments) throws IOException {
        return start(script, Map.of("CHROMIUM", Tools.chromium().toString()), arguments);
    }

    private static Child start(String script, Map<String, String> environment, String... arguments) throws IOException {
        List<Object> command = new ArrayList<>(List.of(Tools.node(), script));
        command.addAll(List.of(arguments));
        return Child.start(Tools.NODE_DIRECTORY, command, environment);
    }

    private static void check(Child child, String script, String... arguments) throws InterruptedException {
        try (child) {
            int code = child.exitCode();
            assertThat(code)
                    .describedAs("%s %s: %s", script, String.join(" ", arguments), child)
                    .isZero();
        }
    }
}
