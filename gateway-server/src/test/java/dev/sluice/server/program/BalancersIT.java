package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.program.DeployedBalancer.Backend;
import dev.sluice.server.program.DeployedBalancer.Front;
import dev.sluice.server.program.DeployedBalancer.Program;
import dev.sluice.server.program.Guest.Welcome;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two gateways behind each balancer of {@code deploy/}: one that pings twice a second, and a quiet one, with the default of 25 s. */
class BalancersIT {
    private static final String PINGING = "liveness.ping-interval=500ms";

    /** Else each would stay for five seconds at the end, for its balancer's sake. */
    private static final String NO_GRACE = "drain.grace=0s";

    /** Ended by nobody's close frame: what a gateway sees of a connection that is cut. */
    private static final String CUT = "gateway_connections_closed_total{code=\"1006\",initiator=\"client\"}";

    @TempDir
    static Path directory;

    private static final Map<Front, ServerProcess> PINGERS = new EnumMap<>(Front.class);
    private static final Map<Front, ServerProcess> QUIET = new EnumMap<>(Front.class);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private int guests;

    @BeforeAll
    static void start() throws Exception {
        String certificate = Tls.CERTIFICATE.getCertificatePEM();
        String key = Tls.CERTIFICATE.getPrivateKeyPEM();
        Files.writeString(directory.resolve("fullchain.pem"), certificate);
        Files.writeString(directory.resolve("privkey.pem"), key);
        Files.writeString(directory.resolve("both.pem"), certificate + key);
        for (Front front : List.of(Front.PLAIN, Front.PASSED_ON)) {
            PINGERS.put(front, gateway(front, PINGING, NO_GRACE));
            QUIET.put(front, gateway(front, NO_GRACE));
        }
        PINGERS.put(Front.TLS, PINGERS.get(Front.PLAIN));
        QUIET.put(Front.TLS, QUIET.get(Front.PLAIN));
    }

    @AfterAll
    static void stop() throws Exception {
        for (Front front : List.of(Front.PLAIN, Front.PASSED_ON)) {
            PINGERS.get(front).close();
            QUIET.get(front).close();
        }
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(Program.values())
                .flatMap(program -> Stream.of(Front.values()).map(front -> Arguments.of(program, front)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void clients_are_spread_known_by_their_addresses_and_chat(Program program, Front front) throws Exception {
        DeployedBalancer balancer = balancer(program, front, DeployedBalancer.IDLE, PINGERS.get(front));
        Crowd crowd = crowd(balancer, PINGERS.get(front), 2);
        List<Guest> pinged = crowd.pinged();
        chat(pinged.get(0), pinged.get(1));
        chat(crowd.quiet().get(0), crowd.quiet().get(1));

        // Who has fewest gets the next, again and again; by turns, every other would go to the quiet one.
        for (Guest guest : pinged) {
            guest.close();
        }
        Await.until("they are not counted any more", () -> !comesToTheQuietOne(balancer));
        for (int i = 0; i < 3; i++) {
            Await.until("it has gone", () -> PINGERS.get(front).connections() == 0);
            assertThat(comesToTheQuietOne(balancer)).isFalse();
        }
        assertThat(keep(Guest.open(balancer, address(), "/echo")).ask("hello")).isEqualTo("hello");
    }

    @ParameterizedTest
    @EnumSource(Program.class)
    void pings_keep_the_idle_open_and_without_them_they_are_cut_and_counted(Program program) throws Exception {
        List<Guest> pinged = new ArrayList<>();
        List<Guest> quiet = new ArrayList<>();
        List<Long> before = new ArrayList<>();
        List<Front> fronts = List.of(Front.PLAIN, Front.PASSED_ON);
        for (Front front : fronts) {
            DeployedBalancer balancer = balancer(program, front, "2s", PINGERS.get(front));
            Crowd crowd = crowd(balancer, PINGERS.get(front), 1);
            pinged.addAll(crowd.pinged());
            quiet.addAll(crowd.quiet());
            before.add(cuts(QUIET.get(front)));
        }
        for (int i = 0; i < 7; i++) { // more than three seconds of them, and the time is two
            pinged.get(0).answerPing();
            pinged.get(1).answerPing();
        }
        for (int i = 0; i < fronts.size(); i++) {
            assertThat(quiet.get(i).toTheEnd()).as("what came before the end").hasSizeLessThanOrEqualTo(1);
            assertThat(pinged.get(i).ask("{\"type\":\"ping\",\"id\":7}")).isEqualTo("{\"type\":\"pong\",\"id\":7}");
            QUIET.get(fronts.get(i)).metrics().await(CUT, before.get(i) + 1);
        }
    }

    /** nginx does not ask. */
    @ParameterizedTest
    @CsvSource({"HAPROXY, PLAIN", "HAPROXY, PASSED_ON", "ENVOY, PLAIN", "ENVOY, PASSED_ON"})
    void a_gateway_that_drains_gets_nobody_more_and_keeps_whom_it_has(Program program, Front front) throws Exception {
        ServerProcess leaving = keep(gateway(front, PINGING, "drain.grace=10m"));
        DeployedBalancer balancer = balancer(program, front, DeployedBalancer.IDLE, leaving);
        List<Guest> pinged = crowd(balancer, leaving, 2).pinged();
        pinged.get(1).close(); // and so the next would come here
        Await.until("it is not counted any more", () -> !comesToTheQuietOne(balancer));
        leaving.child().terminate();
        Await.until("503", () -> leaving.status("/readyz") == 503);
        Await.until("it is left out", () -> comesToTheQuietOne(balancer));
        for (int i = 0; i < 3; i++) {
            assertThat(comesToTheQuietOne(balancer)).isTrue();
        }
        assertThat(pinged.get(0).ask("{\"type\":\"ping\",\"id\":7}")).isEqualTo("{\"type\":\"pong\",\"id\":7}");
    }

    /** As one that has just gone, which nobody has noticed yet. */
    @ParameterizedTest
    @MethodSource("ways")
    void nobody_notices_a_gateway_that_refuses(Program program, Front front) throws Exception {
        Backend quiet = Backend.of(QUIET.get(front));
        Backend gone = new Backend(Balancer.freePort(), quiet.managementPort());
        DeployedBalancer balancer =
                keep(DeployedBalancer.start(program, front, directory, DeployedBalancer.IDLE, List.of(gone, quiet)));
        for (int i = 0; i < 4; i++) {
            assertThat(keep(Guest.open(balancer, address(), "/ws")).welcome().quiet())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Program.class)
    void what_is_no_websocket_stays_outside(Program program) throws Exception {
        DeployedBalancer balancer = balancer(program, Front.PLAIN, DeployedBalancer.IDLE, PINGERS.get(Front.PLAIN));
        String rest = " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n";
        for (String request : List.of("GET" + rest, "POST" + rest)) {
            List<String> head = answer(balancer, request);
            assertThat(head.get(0)).startsWith("HTTP/1.1 426");
            // Envoy says it to nobody who has not asked.
            assertThat(head.stream().map(line -> line.toLowerCase(Locale.ROOT)).anyMatch("upgrade: websocket"::equals))
                    .isEqualTo(program != Program.ENVOY);
        }
        String other = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: other\r\n";
        assertThat(answer(balancer, other).get(0)).startsWith("HTTP/1.1 4");
    }

    private static List<String> answer(DeployedBalancer balancer, String request) throws IOException {
        try (RawClient client = Guest.connect(balancer, "127.0.0.1")) {
            return client.say(request + "\r\n").readHead();
        }
    }

    private boolean comesToTheQuietOne(DeployedBalancer balancer) {
        try (Guest guest = Guest.open(balancer, address(), "/ws")) {
            return guest.welcome().quiet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void chat(Guest one, Guest two) throws IOException {
        for (Guest guest : List.of(one, two)) {
            assertThat(guest.ask("{\"type\":\"join\",\"id\":1,\"room\":\"lobby\"}"))
                    .contains("\"joined\"");
        }
        assertThat(two.ask("{\"type\":\"publish\",\"room\":\"lobby\",\"data\":\"hello\"}"))
                .contains("\"data\":\"hello\"");
        assertThat(one.next()).contains("\"data\":\"hello\"");
    }

    private static long cuts(ServerProcess gateway) {
        return gateway.metrics()
                .page()
                .lines()
                .filter(line -> line.startsWith(CUT + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(CUT.length() + 1)))
                .sum();
    }

    private static ServerProcess gateway(Front front, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of("log.level=debug", "trusted-proxies=127.0.0.1"));
        if (front == Front.PASSED_ON) {
            settings.add("proxy-protocol=required");
            settings.add("tls.certificate=" + directory.resolve("fullchain.pem"));
            settings.add("tls.key=" + directory.resolve("privkey.pem"));
        }
        settings.addAll(List.of(more));
        return ServerProcess.start(settings.toArray(String[]::new));
    }

    /** One in front of this gateway and the quiet one. */
    private DeployedBalancer balancer(Program program, Front front, String idle, ServerProcess gateway)
            throws Exception {
        List<Backend> gateways = List.of(Backend.of(gateway), Backend.of(QUIET.get(front)));
        DeployedBalancer balancer = keep(DeployedBalancer.start(program, front, directory, idle, gateways));
        // On a busy machine a first look may take too long, and then it takes two more.
        Await.until("it knows the pinging one", () -> !comesToTheQuietOne(balancer));
        Await.until("it knows the quiet one", () -> comesToTheQuietOne(balancer));
        awaitConnections(0, gateway, front);
        return balancer;
    }

    private static void awaitConnections(int count, ServerProcess gateway, Front front) throws InterruptedException {
        Await.until(
                "connections", () -> gateway.connections() + QUIET.get(front).connections() == count);
    }

    /**
     * Guests of this gateway and of the quiet one, as many of each; the gateways know where they are from. A balancer may notice later than the
     * gateways that somebody has gone, and then they come again.
     */
    private Crowd crowd(DeployedBalancer balancer, ServerProcess gateway, int each) throws Exception {
        for (int tries = 0; tries < 20; tries++) {
            Crowd crowd = new Crowd(new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < 2 * each; i++) {
                String from = address();
                Guest guest = keep(Guest.open(balancer, from, "/ws"));
                Welcome welcome = guest.welcome();
                (welcome.quiet() ? crowd.quiet : crowd.pinged).add(guest);
                (welcome.quiet() ? QUIET.get(balancer.front()) : gateway)
                        .child()
                        .awaitError("Opened", "client=" + from + " ", "session=" + welcome.session());
            }
            if (crowd.quiet.size() == each) {
                awaitConnections(2 * each, gateway, balancer.front());
                return crowd;
            }
            for (Guest guest :
                    Stream.concat(crowd.pinged.stream(), crowd.quiet.stream()).toList()) {
                guest.close();
            }
            awaitConnections(0, gateway, balancer.front());
        }
        throw new AssertionError("never as many here as there: " + balancer);
    }

    private record Crowd(List<Guest> pinged, List<Guest> quiet) {}

    /** An address of loopback that no other guest has. */
    private String address() {
        guests++;
        return "127.0." + (1 + guests / 200) + "." + (1 + guests % 200);
    }

    private <T extends AutoCloseable> T keep(T opened) {
        this.opened.add(0, opened);
        return opened;
    }
}
