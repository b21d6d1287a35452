package dev.sluice.transport.io;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transport that was taken, and why.
 *
 * @param name {@code io_uring}, {@code epoll} or {@code nio}
 * @param reason one line for the operator
 */
public record IoTransport(
        String name, String reason, IoHandlerFactory handlers, Class<? extends ServerSocketChannel> serverChannel) {

    /**
     * Submissions that fit into one turn before an extra system call: a write to each of a thousand members takes none. The
     * completion queue holds eight times as many, because a turn that writes to more clients submits several times before it looks.
     */
    private static final int RING_ENTRIES = 4096;

    private static final int COMPLETION_ENTRIES = 8 * RING_ENTRIES;

    private static final String AS_CONFIGURED = "as configured";

    /** How Netty names what DEFER_TASKRUN is missing by. */
    private static final String NO_DEFERRED_WORK = "SETUP_DEFER_TASKRUN_SUPPORTED=false";

    /**
     * Takes the transport of a choice; AUTO takes the first of io_uring, epoll and nio that this machine allows and that is the
     * faster one here. Whether it has enough memory and files for every lane shows in {@link IoLoops#open}.
     *
     * @throws UnsupportedOperationException if the one that was asked for by name is not allowed; the message says why
     */
    public static IoTransport take(TransportChoice choice) {
        return switch (choice) {
            case IO_URING -> {
                requireAvailable("io_uring", IoUring.unavailabilityCause());
                yield ioUring(AS_CONFIGURED);
            }
            case EPOLL -> {
                requireAvailable("epoll", Epoll.unavailabilityCause());
                yield epoll(AS_CONFIGURED);
            }
            case NIO -> nio(AS_CONFIGURED);
            case AUTO -> best();
        };
    }

    @Override
    public String toString() {
        return name + " (" + reason + ")";
    }

    /** Whether there is nothing to take in its place. */
    boolean isLast() {
        return serverChannel == NioServerSocketChannel.class;
    }

    /** The transport to take where AUTO has taken this one, and it does not work after all. */
    IoTransport next(String fault) {
        return serverChannel == IoUringServerSocketChannel.class
                ? withoutIoUring(name + ": " + fault)
                : nio(reason + "; " + name + ": " + fault);
    }

    private static IoTransport best() {
        if (!IoUring.isAvailable()) {
            return withoutIoUring("io_uring: " + firstLine(IoUring.unavailabilityCause()));
        }
        Optional<String> slower = whySlower(IoUring.featureString());
        return slower.isPresent() ? withoutIoUring("io_uring: " + slower.get()) : ioUring("the fastest one here");
    }

    private static IoTransport withoutIoUring(String reason) {
        return Epoll.isAvailable() ? epoll(reason) : nio(reason + "; epoll: " + firstLine(Epoll.unavailabilityCause()));
    }

    /** Why io_uring of these features, in Netty's words, is not worth taking; docs/decisions/0015-start.md has the figures. */
    static Optional<String> whySlower(String features) {
        return features.contains(NO_DEFERRED_WORK)
                ? Optional.of("the kernel lacks IORING_SETUP_DEFER_TASKRUN, which came with 6.1")
                : Optional.empty();
    }

    private static IoTransport ioUring(String reason) {
        IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
        config.setRingSize(RING_ENTRIES);
        config.setCqSize(COMPLETION_ENTRIES);
        return new IoTransport(
                "io_uring", reason, IoUringIoHandler.newFactory(config), IoUringServerSocketChannel.class);
    }

    private static IoTransport epoll(String reason) {
        return new IoTransport("epoll", reason, EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
    }

    private static IoTransport nio(String reason) {
        return new IoTransport("nio", reason, NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }

    private static void requireAvailable(String name, @Nullable Throwable cause) {
        if (cause != null) {
            throw new UnsupportedOperationException(name + " is not available here: " + firstLine(cause));
        }
    }

    /** The root of what went wrong, without the class names and stacks around it. */
    static String firstLine(@Nullable Throwable cause) {
        Throwable root = cause;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        if (root == null) {
            return "not available";
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}
