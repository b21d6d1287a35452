package dev.sluice.server.program;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A balancer on a file of {@code deploy/} as it is there, but for ports, names and one time, in front of two gateways. */
final class DeployedBalancer implements AutoCloseable {
    /** The time that an idle connection has, as it is in each of the files. */
    static final String IDLE = "75s";

    private static final Path DEPLOY = Path.of("../deploy").toAbsolutePath().normalize();

    /** Where an ordinary user may write, too. */
    private static final String TEMPORARY = """
            http {
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
            """;

    /** What balances. */
    enum Program {
        HAPROXY("haproxy.cfg", "passthrough.cfg"),
        NGINX("nginx.conf", "passthrough.conf"),
        ENVOY("envoy.yaml", "passthrough.yaml");

        private final String ending;
        private final String passing;

        Program(String ending, String passing) {
            this.ending = ending;
            this.passing = passing;
        }

        private Path file(Front front) {
            return DEPLOY.resolve(name().toLowerCase(java.util.Locale.ROOT))
                    .resolve(front == Front.PASSED_ON ? passing : ending);
        }
    }

    /** How clients come in, and where TLS ends. */
    enum Front {
        /** Without TLS. */
        PLAIN,
        /** TLS ends at the balancer. */
        TLS,
        /** TLS ends at the gateway, which learns of the client by the PROXY protocol. */
        PASSED_ON
    }

    /** Where a gateway is. */
    record Backend(int port, int managementPort) {
        static Backend of(ServerProcess gateway) {
            return new Backend(gateway.address().getPort(), gateway.managementPort());
        }

        private String address() {
            return "127.0.0.1:" + port;
        }
    }

    private final Program program;
    private final Front front;
    private final Path directory;
    private final int port = Balancer.freePort();
    private final int tlsPort = Balancer.freePort();
    private final Child child;

    private DeployedBalancer(Program program, Front front, Path directory, String idle, List<Backend> gateways)
            throws Exception {
        this.program = program;
        this.front = front;
        this.directory = Files.createTempDirectory(directory, program.name());
        this.child = switch (program) {
            case HAPROXY -> haproxy(idle, gateways);
            case NGINX -> nginx(idle, gateways);
            case ENVOY -> envoy(idle, gateways);
        };
        Await.until(program + " listens", () -> {
            if (!child.isRunning()) {
                throw new AssertionError(child);
            }
            return Balancer.listens(address().getPort());
        });
    }

    /**
     * Starts it and waits until it takes connections.
     *
     * @param directory that holds {@code fullchain.pem}, {@code privkey.pem} and, for HAProxy, both in {@code both.pem}
     * @param idle the time that an idle connection has
     * @param gateways two
     */
    static DeployedBalancer start(Program program, Front front, Path directory, String idle, List<Backend> gateways)
            throws Exception {
        return new DeployedBalancer(program, front, directory, idle, gateways);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), front == Front.TLS ? tlsPort : port);
    }

    Front front() {
        return front;
    }

    private Child haproxy(String idle, List<Backend> gateways) throws Exception {
        Backend one = gateways.get(0);
        Backend two = gateways.get(1);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HAPROXY_MAXCONN", "200");
        environment.put("HAPROXY_IDLE", idle);
        environment.put("HAPROXY_LISTEN", "127.0.0.1:" + port);
        environment.put("HAPROXY_TLS_LISTEN", "127.0.0.1:" + tlsPort);
        environment.put(
                "HAPROXY_CERTIFICATE",
                front == Front.TLS ? directory.resolveSibling("both.pem").toString() : "");
        environment.put("GATEWAY_ONE", one.address());
        environment.put("GATEWAY_ONE_MANAGEMENT", Integer.toString(one.managementPort()));
        environment.put("GATEWAY_TWO", two.address());
        environment.put("GATEWAY_TWO_MANAGEMENT", Integer.toString(two.managementPort()));
        List<Object> command = List.of(Tools.haproxy(), "-db", "-f", program.file(front));
        return Child.start(directory, command, environment);
    }

    private Child nginx(String idle, List<Backend> gateways) throws Exception {
        Map<String, String> changes = new LinkedHashMap<>();
        if (front == Front.PASSED_ON) {
            changes.put("listen 443;", "listen 127.0.0.1:" + port + ";");
        } else {
            changes.put("listen 80;", "listen 127.0.0.1:" + port + ";");
            changes.put("listen 443 ssl;", "listen 127.0.0.1:" + tlsPort + " ssl;");
            changes.put("/etc/nginx/tls", directory.getParent().toString());
            changes.put("http {\n", TEMPORARY.formatted(directory));
        }
        changes.put("gateway-1:8080", gateways.get(0).address());
        changes.put("gateway-2:8080", gateways.get(1).address());
        changes.put(" " + IDLE + ";", " " + idle + ";");
        String daemon = "daemon off; pid " + directory.resolve("nginx.pid") + ";";
        return Child.start(directory, List.of(Tools.nginx(), "-e", "stderr", "-g", daemon, "-c", changed(changes)));
    }

    private Child envoy(String idle, List<Backend> gateways) throws Exception {
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("port_value: 9901", "port_value: 0");
        if (front == Front.PASSED_ON) {
            changes.put("0.0.0.0, port_value: 443", "127.0.0.1, port_value: " + port);
        } else {
            changes.put("0.0.0.0, port_value: 80 ", "127.0.0.1, port_value: " + port + " ");
            changes.put("0.0.0.0, port_value: 443", "127.0.0.1, port_value: " + tlsPort);
            changes.put("/etc/envoy/tls", directory.getParent().toString());
        }
        for (int i = 0; i < gateways.size(); i++) {
            Backend gateway = gateways.get(i);
            String there = "address: gateway-" + (i + 1) + ", port_value: 8080 } }\n" + " ".repeat(18)
                    + "health_check_config: { port_value: ";
            changes.put(
                    there + "8081",
                    there.replace("gateway-" + (i + 1), "127.0.0.1").replace("8080", Integer.toString(gateway.port()))
                            + gateway.managementPort());
        }
        changes.put("timeout: " + IDLE, "timeout: " + idle);
        return Child.start(
                directory, List.of(Tools.envoy(), "-c", changed(changes), "-l", "warn", "--use-dynamic-base-id"));
    }

    /** The file with other words in some places, each of which has to be there. */
    private Path changed(Map<String, String> changes) throws Exception {
        Path file = program.file(front);
        String text = Files.readString(file);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            if (!text.contains(change.getKey())) {
                throw new AssertionError(file + " has no " + change.getKey());
            }
            text = text.replace(change.getKey(), change.getValue());
        }
        return Files.writeString(directory.resolve(file.getFileName()), text);
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }

    @Override
    public String toString() {
        return program + " " + front + ": " + child;
    }
}
