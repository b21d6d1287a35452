package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code deploy/docker/compose.yaml}, brought up under a name of its own, on ports that are free. */
final class Composed implements AutoCloseable {
    private static final String PROJECT = "sluice-test";
    private static final Path FILE =
            Path.of("../deploy/docker/compose.yaml").toAbsolutePath().normalize();

    private final Map<String, String> environment;

    private Composed(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Starts some of its services, of which the gateways are of this image; the others' are named by the environment. */
    static Composed up(String image, String... services) throws IOException, InterruptedException {
        Composed composed = new Composed(Map.of("SLUICE_IMAGE", image, "GATEWAY_PORT", "0", "PROMETHEUS_PORT", "0"));
        try {
            List<String> command = new ArrayList<>(List.of("up", "--detach"));
            command.addAll(List.of(services));
            composed.compose(command.toArray(String[]::new));
            return composed;
        } catch (Throwable failure) {
            composed.close();
            throw failure;
        }
    }

    /** Where a service's port can be reached from here. */
    InetSocketAddress published(String service, int port) throws IOException, InterruptedException {
        String[] address =
                compose("port", service, Integer.toString(port)).get(0).split(":", -1);
        return new InetSocketAddress(InetAddress.getByName(address[0]), Integer.parseInt(address[1]));
    }

    /** Runs a command inside a service's container, and returns what it prints. */
    List<String> inside(String service, String... command) {
        try {
            List<String> all = new ArrayList<>(List.of("docker", "exec", container(service)));
            all.addAll(List.of(command));
            return run(all);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops a service, and returns its exit code. */
    int stop(String service) throws IOException, InterruptedException {
        String container = container(service);
        compose("stop", service);
        return Integer.parseInt(run(List.of("docker", "inspect", "--format", "{{.State.ExitCode}}", container))
                .get(0));
    }

    /** What all of them have written. */
    String logs() throws IOException, InterruptedException {
        return String.join("\n", compose("logs", "--no-color"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        compose("down", "--volumes", "--timeout", "5");
    }

    private String container(String service) throws IOException, InterruptedException {
        return run(List.of(
                        "docker",
                        "ps",
                        "--quiet",
                        "--filter",
                        "label=com.docker.compose.project=" + PROJECT,
                        "--filter",
                        "label=com.docker.compose.service=" + service))
                .get(0);
    }

    private List<String> compose(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Tools.compose());
        command.addAll(List.of("--file", FILE.toString(), "--project-name", PROJECT));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private List<String> run(List<String> command) throws IOException, InterruptedException {
        try (Child child = Child.start(Tools.TARGET, command, environment)) {
            assertThat(child.exitCode()).describedAs(command + "\n" + child).isZero();
            return child.out();
        }
    }
}
