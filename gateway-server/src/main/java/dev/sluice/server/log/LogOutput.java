package dev.sluice.server.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Where lines go. A line that failed half-way is ended before the next one begins. Confined to the writer's thread. */
final class LogOutput {
    private static final long NOT_NOW_NANOS = Duration.ofMillis(10).toNanos();

    private final WritableByteChannel channel;
    private boolean torn;

    LogOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Standard error itself and not {@code System.err}, which keeps quiet about failures. */
    @SuppressWarnings("resource") // closed by the kernel, when the process is gone
    static LogOutput standardError() {
        return new LogOutput(new FileOutputStream(FileDescriptor.err).getChannel());
    }

    /** Writes a line, as long as that takes. */
    void write(String line) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap((torn ? "\n" + line : line).getBytes(StandardCharsets.UTF_8));
        try {
            while (rest.hasRemaining()) {
                if (channel.write(rest) == 0) {
                    LockSupport.parkNanos(NOT_NOW_NANOS); // somebody else has made the descriptor non-blocking
                }
            }
        } finally {
            torn = rest.hasRemaining() && (torn || rest.position() > 0);
        }
    }
}
