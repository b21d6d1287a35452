package dev.sluice.bench.load;

import dev.sluice.bench.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of the command: checks the options, runs the scenario, writes the reports, finds the exit code. */
final class LoadSession {
    static final int BAD_ARGUMENTS = 2;

    private static final int GOOD = 0;
    private static final int FAULTY = 1;

    /**
     * What the options of a scenario come to.
     *
     * @param connections that are open at a time
     * @param headline what is done, for the summary
     * @param options for the JSON result
     */
    record Order(
            int connections, String headline, Map<String, Object> options, Function<LoadThreads, Scenario> scenario) {}

    private final PrintWriter out;
    private final PrintWriter err;
    private final TargetOptions options;

    LoadSession(Console console, TargetOptions options) {
        out = console.out();
        err = console.err();
        this.options = options;
    }

    /** Runs an order; the supplier may throw {@link BadOption}. */
    int run(Supplier<Order> orders) {
        try {
            options.check();
            Order order = orders.get();
            FileLimit.check(order.connections());
            checkJson(options.json());
            return run(order);
        } catch (BadOption bad) {
            err.println("load: " + bad.getMessage());
            err.flush();
            return BAD_ARGUMENTS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAULTY;
        }
    }

    private int run(Order order) throws InterruptedException {
        Target target = options.target();
        try (LoadThreads threads = new LoadThreads(options.threads(), target.resolve())) {
            Scenario scenario = order.scenario().apply(threads);
            Progress.Mode mode = Progress.Mode.of(options.isQuiet());
            Progress progress = new Progress(err, mode, scenario.progress(), System.nanoTime());
            Result result = new LoadRun(threads, scenario, options.times(), progress).run(target);
            boolean jsonOnly = "-".equals(options.json());
            if (!options.isQuiet()) {
                new Report(jsonOnly ? err : out).print(result, order.headline());
            }
            options.describe(order.options());
            writeJson(JsonReport.of(result, order.options(), threads.transport()));
            return result.tally().isClean() ? GOOD : FAULTY;
        }
    }

    /** Finds out before the load, rather than behind it, whether the result can be written. */
    private static void checkJson(@Nullable String file) {
        if (file == null || file.equals("-")) {
            return;
        }
        try {
            Files.writeString(Path.of(file), "");
        } catch (IOException e) {
            throw new BadOption("cannot write --json " + file + ": " + why(e));
        }
    }

    private void writeJson(String json) {
        String file = options.json();
        if (file == null) {
            return;
        }
        if (file.equals("-")) {
            out.print(json);
            out.flush();
            return;
        }
        try {
            Files.writeString(Path.of(file), json);
        } catch (IOException e) {
            throw new BadOption("cannot write --json " + file + ": " + why(e));
        }
    }

    private static String why(IOException e) {
        return e instanceof NoSuchFileException ? "there is no such directory" : String.valueOf(e.getMessage());
    }
}
