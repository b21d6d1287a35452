package dev.sluice.server.program;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two gateways, each a process, behind a real HAProxy with the configuration that comes with Sluice. */
final class Fleet implements AutoCloseable {
    private static final int OK = 200;
    private static final int UPGRADE_REQUIRED = 426;

    private static final String GATEWAY = """
            listen: 127.0.0.1:%d
            management: 127.0.0.1:%d
            drain: { grace: 4s, window: 6s, per-second: 500 }
            namespaces: [{ name: kept, history: { messages: 1000, ttl: 10m } }]
            """;

    private static final Path BALANCER =
            Path.of("../deploy/haproxy/haproxy.cfg").toAbsolutePath().normalize();

    private final Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final Child haproxy;
    private final List<ServerProcess> gateways = new CopyOnWriteArrayList<>();

    /** The one that ends, to which nobody can be sure to publish; -1: none. */
    private volatile int ending = -1;

    /** Starts all three and waits until they take connections. */
    Fleet(Path directory) throws Exception {
        this.directory = directory;
        int[] ports = freePorts();
        port = ports[0];
        write("one.yaml", GATEWAY.formatted(ports[1], ports[2]));
        write("two.yaml", GATEWAY.formatted(ports[3], ports[4]));
        gateways.add(ServerProcess.start(directory.resolve("one.yaml")));
        gateways.add(ServerProcess.start(directory.resolve("two.yaml")));
        haproxy = Child.start(
                directory,
                List.of(Tools.haproxy(), "-db", "-f", BALANCER),
                Map.of(
                        "HAPROXY_MAXCONN",
                        "4500",
                        "HAPROXY_LISTEN",
                        "127.0.0.1:" + ports[0],
                        "GATEWAY_ONE",
                        "127.0.0.1:" + ports[1],
                        "GATEWAY_ONE_MANAGEMENT",
                        Integer.toString(ports[2]),
                        "GATEWAY_TWO",
                        "127.0.0.1:" + ports[3],
                        "GATEWAY_TWO_MANAGEMENT",
                        Integer.toString(ports[4])));
        Await.until("HAProxy takes WebSockets alone", () -> {
            if (!haproxy.isRunning()) {
                throw new AssertionError(haproxy);
            }
            return status() == UPGRADE_REQUIRED;
        });
    }

    URI url(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    /** Its name in HAProxy's log. */
    private static String name(int gateway) {
        return gateway == 0 ? "gateways/one" : "gateways/two";
    }

    /** Ends a gateway as a deploy does, and returns what it said when it had ended with 0. */
    List<String> stop(int gateway) throws Exception {
        ending = gateway;
        Child child = gateways.get(gateway).child();
        child.terminate();
        int code = child.exitCode();
        if (code != 0) {
            throw new AssertionError("exit code " + code + "\n" + child);
        }
        return child.err();
    }

    /** Starts it again, and waits until HAProxy has seen it. */
    void startAgain(int gateway) throws Exception {
        gateways.set(gateway, ServerProcess.start(directory.resolve(gateway == 0 ? "one.yaml" : "two.yaml")));
        Await.until("HAProxy sees it", () -> haproxy.out().stream()
                .anyMatch(line -> line.contains("Server " + name(gateway) + " is UP")));
        ending = -1;
    }

    /** Publishes the number to these rooms, on each gateway, as a backend does while no broker connects them. */
    void publish(int number, List<String> rooms) throws InterruptedException {
        String body = "{\"rooms\":[\"" + String.join("\",\"", rooms) + "\"],\"data\":" + number + "}";
        for (int i = 0; i < gateways.size(); i++) {
            int gateway = i;
            Await.until("published", () -> publishes(gateway, number, body) || gateway == ending);
        }
    }

    /** Whether it has been published there; the same request with the same key is carried out once. */
    private boolean publishes(int gateway, int number, String body) {
        URI uri = URI.create("http://127.0.0.1:" + gateways.get(gateway).managementPort() + "/api/messages");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", Integer.toString(number))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == OK && !answer.body().contains("error");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // which ends the wait
            return false;
        }
    }

    private int status() {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + "/");
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static int[] freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        int[] ports = new int[5];
        for (int i = 0; i < ports.length; i++) {
            sockets.add(new ServerSocket(0));
            ports[i] = sockets.get(i).getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    @Override
    public void close() throws Exception {
        haproxy.close();
        for (ServerProcess gateway : gateways) {
            if (gateway.child().isRunning()) {
                gateway.signal("KILL"); // there is nobody left to be patient with
            }
            gateway.close();
        }
    }
}
