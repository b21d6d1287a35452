package dev.sluice.server.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that a test starts, with its output gathered line by line as it comes. Closing it ends it, and what it has started. */
final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 50;

    /** For a browser to tidy up. */
    private static final long SECONDS_TO_END = 5;

    private final Process process;
    private final Lines out;
    private final Lines err;

    private Child(Process process) {
        this.process = process;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    /** Starts a program in this directory. */
    static Child start(Path directory, List<?> command) throws IOException {
        return start(directory, command, Map.of());
    }

    /** The same, with variables added to this process's own; those with an empty value are taken away. */
    static Child start(Path directory, List<?> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command.stream().map(Object::toString).toList()).directory(directory.toFile());
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        return new Child(builder.start());
    }

    /** Writes a line to its standard input. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits for a line of its standard output, counted from 0. */
    String line(int index) throws InterruptedException {
        return out.await(index, process);
    }

    /** Waits for the first line of its standard output that holds this text. */
    String lineWith(String text) throws InterruptedException {
        for (int index = 0; ; index++) {
            String line = line(index);
            if (line.contains(text)) {
                return line;
            }
        }
    }

    /** Its number. */
    long pid() {
        return process.pid();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Asks it to end, by SIGTERM; what it says last is still read, which {@link Process#destroy} would not do. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Sends it a signal, such as {@code HUP}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + this);
        }
        out.join();
        err.join();
        return process.exitValue();
    }

    /** The lines of its standard output so far. */
    List<String> out() {
        return out.soFar();
    }

    /** Waits for a line of its standard error that holds all these words: the log is written behind what it tells of. */
    void awaitError(String... words) throws InterruptedException {
        List<String> all = List.of(words);
        Await.until("a line with " + all, () -> err().stream()
                .anyMatch(line -> all.stream().allMatch(line::contains)));
    }

    /** The lines of its standard error so far. */
    List<String> err() {
        return err.soFar();
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
        out.join();
        err.join();
    }

    @Override
    public String toString() {
        String state = process.isAlive() ? "running" : "exit code " + process.exitValue();
        return state + "\n" + String.join("\n", out.soFar()) + "\n" + String.join("\n", err.soFar());
    }

    /** One stream of a child, read by a thread of its own so that the child never waits for us. */
    private static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private final Thread reader;
        private boolean ended;

        Lines(InputStream in) {
            reader = new Thread(() -> read(in), "child");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream in) {
            try (BufferedReader from = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = from.readLine(); line != null; line = from.readLine()) {
                    add(line);
                }
            } catch (IOException closed) {
                // The child was ended while we read.
            } finally {
                end();
            }
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized List<String> soFar() {
            return List.copyOf(lines);
        }

        synchronized String await(int index, Process process) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (lines.size() <= index) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || left <= 0) {
                    throw new AssertionError("line " + index + " never came; " + process.info() + " said " + lines);
                }
                wait(left);
            }
            return lines.get(index);
        }

        void join() throws InterruptedException {
            reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }
    }
}
