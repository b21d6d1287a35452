package dev.sluice.server.program;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/**
 * A gateway as operators run it: the image of {@code -Dimage=NAME} in a container, or else, where there is no engine, the release in a
 * process of this machine, with the same settings.
 */
abstract class Deployment implements AutoCloseable {
    /** Its name; empty without one. */
    static final String IMAGE = System.getProperty("image", "");

    static {
        if (IMAGE.isEmpty()) {
            System.err.println(
                    "No image (-Dimage=NAME, see .ci/image): its checks run against the release, as a process");
        }
    }

    /**
     * How to run it.
     *
     * @param environment its settings, such as {@code SLUICE_DRAIN_GRACE}
     * @param mebibytes the memory it may have
     * @param ringsDenied whether io_uring is refused by a filter of system calls
     */
    record Plan(Map<String, String> environment, int mebibytes, boolean ringsDenied) {
        static final Plan USUAL = new Plan(Map.of(), 512, false);
    }

    /** Starts one, and waits until it is ready. */
    static Deployment start(Plan plan) throws Exception {
        Deployment deployment = IMAGE.isEmpty() ? ReleaseProcess.start(plan) : ImageContainer.start(IMAGE, plan);
        try {
            Await.until("ready", () -> {
                if (!deployment.isRunning()) {
                    throw new AssertionError(deployment.log());
                }
                return deployment.status("/readyz") == 200;
            });
            return deployment;
        } catch (Throwable failure) {
            deployment.close();
            throw failure;
        }
    }

    /** The public port, as a client sees it. */
    abstract int port();

    abstract int managementPort();

    abstract boolean isRunning();

    /** Both streams so far. */
    abstract String log();

    /** The exit code of the image's health check, run beside the gateway, with these variables changed. */
    abstract int health(Map<String, String> environment) throws Exception;

    /** What has changed in its files since it was installed. */
    abstract List<String> written() throws Exception;

    /** The most memory that it has taken so far, as its limit counts it; fails if that was too much. */
    abstract long peakBytes() throws Exception;

    /** Whether it runs as somebody with no rights to speak of. */
    abstract void assertUnprivileged() throws Exception;

    /** Asks it to end, as an engine does, and waits for its exit code. */
    abstract int stop() throws Exception;

    @Override
    public abstract void close() throws Exception;

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    Metrics metrics() {
        return Metrics.at(managementPort());
    }

    /** The status of a page of the management port; 0 if there is none. */
    int status(String page) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + managementPort() + page);
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
