package dev.sluice.bench.compare;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server that listens on loopback, in a process of its own; it ends with {@link #close}, or with this process. */
final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 5;
    private static final int POLL_MILLIS = 20;
    private static final int CONNECT_MILLIS = 1_000;
    private static final double KIB = 1024;
    private static final int LAST_WORDS = 300;

    private final Process process;
    private final Thread atExit;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts a command whose output goes to a file. */
    static ServerProcess start(Contender contender, List<String> command, int port, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(contender.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile());
        builder.environment().put("PORT", Integer.toString(port));
        return new ServerProcess(builder.start(), log);
    }

    /** A port that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it listens; what went wrong, if anything. */
    Optional<String> awaitPort(int port) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() - deadline < 0) {
            if (!process.isAlive()) {
                return Optional.of("ended at its start with exit code " + process.exitValue() + lastWords());
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                return Optional.empty();
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
        return Optional.of("did not listen within " + START_SECONDS + " s" + lastWords());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The CPU time that it has taken so far; the system counts in steps of 10 ms. */
    long cpuNanos() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** Its resident memory; 0 where the system does not tell. */
    double residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .map(line -> Double.parseDouble(line.replaceAll("\\D", "")) * KIB)
                    .orElse(0.0);
        } catch (IOException notLinux) {
            return residentBytesByPs();
        }
    }

    private double residentBytesByPs() {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
            String text = new String(ps.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
            return text.isBlank() ? 0 : Double.parseDouble(text.strip()) * KIB;
        } catch (IOException noPs) {
            return 0;
        }
    }

    private String lastWords() {
        try {
            String said = Files.readString(log).strip();
            return said.isEmpty() ? "" : ": " + said.substring(Math.max(0, said.length() - LAST_WORDS));
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyEnding) {
            process.destroyForcibly();
        }
    }
}
