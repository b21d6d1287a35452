package dev.sluice.bench.grow;

import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A million members in one room, and in a million rooms of one, beside ten thousand and a hundred thousand: what each takes of the heap,
 * and what a delivery costs from the publication to the link, with everything between the two but the socket.
 *
 * <pre>java -Xmx4g -Dio.netty.leakDetection.level=disabled -cp gateway-bench/target/benchmarks.jar dev.sluice.bench.grow.MillionMembers</pre>
 *
 * With {@code presence} as the first argument the rooms know who is in them, and would tell each other.
 *
 * <p>One line for each population; a cost is the median of the passes, with the least and the most.
 */
public final class MillionMembers {
    private static final List<Integer> MEMBERS = List.of(10_000, 100_000, 1_000_000);

    /** Deliveries of a pass: about a second's worth. */
    private static final int PASS_DELIVERIES = 10_000_000;

    /** In rooms of one a delivery is a whole publication. */
    private static final int PASS_PUBLICATIONS = 2_000_000;

    /** What a busy lane reads in a turn. */
    private static final int TURN_MESSAGES = 16;

    private static final int FIRST_MEMBERS = 1000;
    private static final int PASSES = 5;
    private static final int WARM_UP_PASSES = 2;

    private static final RoomRules PRESENCE =
            new RoomRules(HistoryRules.NONE, true, true, SlowConsumerPolicy.DISCONNECT);

    private MillionMembers() {}

    /**
     * Prints the table.
     *
     * @param arguments perhaps {@code presence}, perhaps other numbers of members
     */
    public static void main(String[] arguments) throws InterruptedException {
        boolean presence = arguments.length > 0 && arguments[0].equals("presence");
        List<Integer> given = Arrays.stream(arguments)
                .skip(presence ? 1 : 0)
                .map(Integer::valueOf)
                .toList();
        List<Integer> members = given.isEmpty() ? MEMBERS : given;
        RoomRules rules = presence ? PRESENCE : RoomRules.OPEN;
        // As a lane's thread, on which Netty's allocator keeps what it needs.
        Thread lane = new FastThreadLocalThread(() -> run(members, rules), "lane");
        lane.start();
        lane.join();
    }

    private static void run(List<Integer> populations, RoomRules rules) {
        measureNothing(rules);
        System.out.println("| members | rooms | heap bytes a member | ns a delivery (least, most) | to the first |");
        System.out.println("|---|---|---|---|---|");
        double first = 0;
        for (int members : populations) {
            first = measure(new Shape(members, 1, rules), 1, Math.max(1, PASS_DELIVERIES / members), first);
        }
        first = 0;
        for (int members : populations) {
            first = measure(
                    new Shape(members, members, rules), TURN_MESSAGES, PASS_PUBLICATIONS / TURN_MESSAGES, first);
        }
    }

    /** Loads and compiles what is needed, so that the first population is not charged for it. */
    private static void measureNothing(RoomRules rules) {
        Population population = new Population(FIRST_MEMBERS, FIRST_MEMBERS, rules);
        pass(population, TURN_MESSAGES, FIRST_MEMBERS);
        population.end();
    }

    /** Prints one line; the cost that the next ones are compared with. */
    private static double measure(Shape shape, int turnMessages, int turns, double first) {
        long before = usedHeap();
        Population population = new Population(shape.members, shape.rooms, shape.rules);
        double bytes = (double) (usedHeap() - before) / shape.members;
        double[] costs = new double[PASSES];
        for (int pass = -WARM_UP_PASSES; pass < PASSES; pass++) {
            double cost = pass(population, turnMessages, turns);
            if (pass >= 0) {
                costs[pass] = cost;
            }
        }
        population.end();
        Arrays.sort(costs);
        double median = costs[PASSES / 2];
        double base = first == 0 ? median : first;
        System.out.printf(
                Locale.ROOT,
                "| %,d | %,d | %.0f | %.1f (%.1f, %.1f) | %.2f |%n",
                shape.members,
                shape.rooms,
                bytes,
                median,
                costs[0],
                costs[PASSES - 1],
                median / base);
        return base;
    }

    private static double pass(Population population, int turnMessages, int turns) {
        long before = population.delivered();
        long start = System.nanoTime();
        for (int turn = 0; turn < turns; turn++) {
            population.turn(turnMessages);
        }
        long nanos = System.nanoTime() - start;
        return (double) nanos / (population.delivered() - before);
    }

    /** A population that is to be measured. */
    private record Shape(int members, int rooms, RoomRules rules) {}

    private static long usedHeap() {
        // The second one collects what the first one has only found.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
