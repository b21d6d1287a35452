package dev.sluice.bench.load;

import dev.sluice.bench.Console;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The command {@code load}: drives a WebSocket server and checks what it answers. Exit code 0: all went well; 1: something was lost,
 * dropped or failed; 2: bad arguments, or nothing there to connect to.
 */
@Command(
        name = "load",
        description = "Puts a WebSocket server under load, and checks every message that comes back.",
        synopsisSubcommandLabel = "(echo | fanout | idle | connect | growth)",
        subcommands = GrowthCommand.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:something was lost, dropped or failed",
            "2:bad arguments, or nothing there to connect to"
        })
public final class LoadCommand implements Callable<Integer> {
    private static final int FEW = 50;
    private static final int MANY = 1000;

    @Mixin
    private final Console console = new Console();

    /** Without a scenario there is nothing to do but to say which ones there are. */
    @Override
    public Integer call() {
        console.commandLine().usage(console.err());
        return LoadSession.BAD_ARGUMENTS;
    }

    @Command(description = "Every connection sends messages to /echo and gets them back.")
    int echo(@Mixin TargetOptions target, @Mixin TrafficOptions traffic) {
        return new LoadSession(console, target).run(() -> {
            traffic.check();
            int connections = target.connectionsOr(FEW);
            Map<String, Object> options = options(connections);
            traffic.describe(options);
            return new LoadSession.Order(
                    connections,
                    several(connections, "connection") + ", " + traffic.headline(),
                    options,
                    threads -> new EchoScenario(threads, target.target(), connections, traffic.traffic()));
        });
    }

    @Command(description = "Publishers send to rooms; every member must get each message once and in order.")
    int fanout(
            @Mixin TargetOptions target,
            @Mixin TrafficOptions traffic,
            @Option(names = "--rooms", paramLabel = "N", defaultValue = "1", description = "Rooms (default: 1).")
                    int rooms,
            @Option(
                            names = "--publishers",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "Publishers, beside the --connections, which subscribe (default: 1).")
                    int publishers,
            @Option(names = "--envelope", description = "The envelope protocol at /ws in place of raw rooms.")
                    boolean envelope) {
        return new LoadSession(console, target).run(() -> {
            traffic.check();
            int subscribers = target.connectionsOr(MANY);
            BadOption.unless(!(envelope && traffic.isBinary()), "--envelope is text; leave --binary out");
            BadOption.unless(rooms >= 1 && rooms <= subscribers, "--rooms must be 1 to the number of --connections");
            BadOption.unless(publishers >= 1, "--publishers must be at least 1");
            target.target().requireRooms(envelope ? 1 : rooms);
            Map<String, Object> options = options(subscribers);
            options.put("rooms", rooms);
            options.put("publishers", publishers);
            options.put("envelope", envelope);
            traffic.describe(options);
            var cast = new FanoutScenario.Cast(subscribers, publishers, rooms(rooms), envelope);
            return new LoadSession.Order(
                    Math.addExact(subscribers, publishers),
                    String.join(", ", in(subscribers, rooms), several(publishers, "publisher"), traffic.headline()),
                    options,
                    threads -> new FanoutScenario(threads, target.target(), cast, traffic.traffic()));
        });
    }

    @Command(description = "Holds connections in rooms that say nothing but pong.")
    int idle(
            @Mixin TargetOptions target,
            @Option(names = "--rooms", paramLabel = "N", defaultValue = "1", description = "Rooms (default: 1).")
                    int rooms) {
        return new LoadSession(console, target).run(() -> {
            int connections = target.connectionsOr(MANY);
            BadOption.unless(rooms >= 1 && rooms <= connections, "--rooms must be 1 to the number of --connections");
            target.target().requireRooms(rooms);
            Map<String, Object> options = options(connections);
            options.put("rooms", rooms);
            return new LoadSession.Order(
                    connections,
                    in(connections, rooms),
                    options,
                    threads -> new IdleScenario(threads, target.target(), connections, rooms(rooms)));
        });
    }

    @Command(description = "Opens and closes connections as fast as the server lets it.")
    int connect(@Mixin TargetOptions target) {
        return new LoadSession(console, target).run(() -> {
            int atATime = target.connectionsOr(FEW);
            return new LoadSession.Order(
                    atATime,
                    atATime + " at a time",
                    options(atATime),
                    threads -> new ConnectScenario(threads, target.target(), atATime));
        });
    }

    private static Map<String, Object> options(int connections) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("connections", connections);
        return options;
    }

    private static String in(int connections, int rooms) {
        return several(connections, "connection") + " in " + several(rooms, "room");
    }

    private static String several(int number, String thing) {
        return Report.number(number) + " " + thing + (number == 1 ? "" : "s");
    }

    private static Rooms rooms(int count) {
        return new Rooms(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()), count);
    }
}
