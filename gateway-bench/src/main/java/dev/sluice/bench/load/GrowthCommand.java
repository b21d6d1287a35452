package dev.sluice.bench.load;

import dev.sluice.bench.Console;
import dev.sluice.bench.plot.Axis;
import dev.sluice.bench.plot.LineChart;
import dev.sluice.bench.plot.Words;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code load growth}: what a delivery costs the server as its rooms grow, and as they become many. */
@Command(
        name = "growth",
        description =
                "What a delivery costs a server of this machine, from small rooms to large ones and from few to many.")
final class GrowthCommand implements Callable<Integer> {
    private static final String PLOT_OF_MEMBERS = "growth-members.svg";
    private static final String PLOT_OF_ROOMS = "growth-rooms.svg";
    private static final int MOST_ROUNDS = 100;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final TimeOptions time = TimeOptions.ofEach();

    @Mixin
    private final Console console = new Console();

    @Option(names = "--pid", required = true, description = "The server's process, whose processor time is measured.")
    private long pid;

    @Option(
            names = "--members",
            split = ",",
            paramLabel = "N",
            description = "Sizes of the one room (default: ${DEFAULT-VALUE}).")
    private List<Integer> members = List.of(10, 100, 1000, 10_000, 19_000);

    @Option(
            names = "--rooms",
            split = ",",
            paramLabel = "N",
            description = "Numbers of rooms, each of a publisher and a subscriber (default: ${DEFAULT-VALUE}).")
    private List<Integer> rooms = List.of(10, 100, 1000, 9500);

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages a second to all the rooms together (default: ${DEFAULT-VALUE}).")
    private double rate = 20_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often to measure all; medians are told (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the curves there as JSON.")
    private @Nullable Path json;

    @Option(names = "--plots", paramLabel = "DIRECTORY", description = "Write the curves there as pictures (SVG).")
    private @Nullable Path plots;

    @Override
    public Integer call() {
        PrintWriter out = console.out();
        PrintWriter err = console.err();
        try {
            check();
            GrowthRun run = new GrowthRun(server.target(), pid, time.times(), out);
            Curve alone = new Curve("1 in flight", "members");
            Curve together = new Curve("8 in flight", "members");
            Curve many = new Curve(Report.number(rate) + " messages a second", "rooms");
            run.warmUp();
            for (int round = 0; round < rounds; round++) {
                run.members(alone, members, 1);
                run.members(together, members, 8);
                run.rooms(many, rooms, rate);
            }
            write(List.of(alone, together), List.of(many));
            return run.isClean() ? 0 : 1;
        } catch (BadOption bad) {
            err.println("load: " + bad.getMessage());
            err.flush();
            return LoadSession.BAD_ARGUMENTS;
        } catch (IOException e) {
            err.println("load: cannot write " + e.getMessage());
            err.flush();
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private void check() {
        BadOption.unless(ProcessHandle.of(pid).isPresent(), "--pid " + pid + " is no process");
        time.check();
        BadOption.unless(rounds >= 1 && rounds <= MOST_ROUNDS, "--rounds must be 1 to " + MOST_ROUNDS);
        BadOption.unless(rate > 0, "--rate must be above 0");
        BadOption.unless(
                Collections.min(members) >= 1 && Collections.min(rooms) >= 1, "--members and --rooms begin at 1");
        server.target().requireRooms(Collections.max(rooms));
        FileLimit.check(Math.max(Collections.max(members) + 1, 2 * Collections.max(rooms)));
    }

    private void write(List<Curve> ofMembers, List<Curve> ofRooms) throws IOException {
        if (json != null) {
            Files.writeString(json, CurveReport.json(List.of(ofMembers, ofRooms)));
        }
        if (plots != null) {
            Files.createDirectories(plots);
            Words words = new Words(
                    "Cost of a delivery by members of the room",
                    "Server CPU for each delivery, from small rooms to large ones");
            chart(words, "members of the room", "server CPU, µs a delivery", ofMembers)
                    .write(plots.resolve(PLOT_OF_MEMBERS));
            words = new Words(
                    "Cost of a message by rooms", "Server CPU for each message, from few rooms of two to many");
            chart(words, "rooms of two", "server CPU, µs a message", ofRooms).write(plots.resolve(PLOT_OF_ROOMS));
        }
    }

    private static LineChart chart(Words words, String across, String up, List<Curve> curves) {
        return new LineChart(
                words,
                Axis.logarithmic(across),
                Axis.linear(up),
                curves.stream().map(Curve::line).toList());
    }
}
