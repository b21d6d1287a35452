package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ChangeLog;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The image in a container, with a file system that nobody can write to, without privileges and swap. */
final class ImageContainer extends Deployment {
    private static final int PUBLIC = 8080;
    private static final int MANAGEMENT = 8081;
    private static final int SECONDS_TO_STOP = 30;
    private static final long MEBIBYTE = 1024 * 1024;
    private static final Path DENY = Path.of("src/test/seccomp/deny-io-uring.json");

    private final GenericContainer<?> container;
    private final long limit;

    private ImageContainer(GenericContainer<?> container, long limit) {
        this.container = container;
        this.limit = limit;
    }

    static ImageContainer start(String image, Plan plan) throws IOException {
        long bytes = plan.mebibytes() * MEBIBYTE;
        List<String> security = new ArrayList<>(List.of("no-new-privileges"));
        if (plan.ringsDenied()) {
            security.add("seccomp=" + Files.readString(DENY));
        }
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withImagePullPolicy(name -> false)
                .withEnv("SLUICE_AUTH_MODE", "none")
                .withEnv(plan.environment())
                .withExposedPorts(PUBLIC, MANAGEMENT)
                .waitingFor(Wait.forListeningPorts(PUBLIC))
                .withCreateContainerCmdModifier(create -> {
                    HostConfig host = create.getHostConfig();
                    if (host == null) {
                        throw new AssertionError("no host configuration");
                    }
                    host.withReadonlyRootfs(true)
                            .withCapDrop(Capability.ALL)
                            .withSecurityOpts(security)
                            .withMemory(bytes)
                            .withMemorySwap(bytes);
                });
        container.start();
        return new ImageContainer(container, bytes);
    }

    @Override
    int port() {
        return container.getMappedPort(PUBLIC);
    }

    @Override
    int managementPort() {
        return container.getMappedPort(MANAGEMENT);
    }

    @Override
    boolean isRunning() {
        return container.isRunning();
    }

    @Override
    String log() {
        return container.getLogs();
    }

    @Override
    int health(Map<String, String> environment) throws Exception {
        String[] check = state().getConfig().getHealthcheck().getTest().stream()
                .skip(1) // the word CMD
                .toArray(String[]::new);
        List<String> command = new ArrayList<>(List.of("env"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of(check));
        return inside(command.toArray(String[]::new)).getExitCode();
    }

    @Override
    List<String> written() {
        List<ChangeLog> changes =
                docker().containerDiffCmd(container.getContainerId()).exec();
        return changes == null // none
                ? List.of()
                : changes.stream().map(ChangeLog::getPath).toList();
    }

    @Override
    long peakBytes() throws Exception {
        assertThat(state().getState().getOOMKilled()).isFalse();
        // Of version 2, or 1, of control groups; the kernel's count can't pass the limit, so a kill is what tells.
        ExecResult peak = inside(
                "sh",
                "-c",
                "cat /sys/fs/cgroup/memory.peak /sys/fs/cgroup/memory/memory.max_usage_in_bytes 2>/dev/null");
        long bytes = Long.parseLong(peak.getStdout().strip());
        assertThat(bytes).isLessThanOrEqualTo(limit);
        return bytes;
    }

    @Override
    void assertUnprivileged() throws Exception {
        assertThat(inside("id", "-u").getStdout().strip()).isEqualTo("10001");
        assertThat(inside("sh", "-c", "echo >/tmp/file").getExitCode()).isNotZero();
        assertThat(inside("cat", "/proc/1/status").getStdout())
                .containsPattern("NoNewPrivs:\\s+1")
                .containsPattern("CapEff:\\s+0{16}");
    }

    @Override
    int stop() {
        String id = container.getContainerId();
        docker().stopContainerCmd(id).withTimeout(SECONDS_TO_STOP).exec();
        return Math.toIntExact(state().getState().getExitCodeLong());
    }

    @Override
    public void close() {
        container.close();
    }

    /** What the running gateway has mapped. */
    String maps() throws Exception {
        return inside("cat", "/proc/1/maps").getStdout();
    }

    private ExecResult inside(String... command) throws Exception {
        return container.execInContainer(command);
    }

    private InspectContainerResponse state() {
        return docker().inspectContainerCmd(container.getContainerId()).exec();
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
