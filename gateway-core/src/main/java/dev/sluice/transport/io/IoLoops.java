package dev.sluice.transport.io;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Event loops and the transport that they run on. What a machine allows shows only here: it may grant one ring of io_uring and refuse
 * the next, for want of memory or of files.
 */
public record IoLoops(EventLoopGroup group, IoTransport transport) {
    /**
     * Makes event loops; with AUTO on the first transport that works for all of them. Where one fails half-way, that takes two seconds.
     *
     * @param count of event loops
     * @throws UnsupportedOperationException if no transport works, or not the one that was asked for by name; the message says why
     */
    public static IoLoops open(TransportChoice choice, int count, ThreadFactory threads) {
        IoTransport transport = IoTransport.take(choice);
        while (true) {
            try {
                return new IoLoops(new MultiThreadIoEventLoopGroup(count, threads, transport.handlers()), transport);
            } catch (RuntimeException e) {
                String fault = "no room for " + count + " event loops: " + IoTransport.firstLine(e);
                if (choice != TransportChoice.AUTO || transport.isLast()) {
                    throw new UnsupportedOperationException(transport.name() + " is not available here: " + fault, e);
                }
                transport = transport.next(fault);
            }
        }
    }

    /** What {@link #open} would take now. The loops end soon after. */
    public static IoTransport tryOut(TransportChoice choice, int count, ThreadFactory threads) {
        IoLoops loops = open(choice, count, threads);
        loops.group().shutdownGracefully(0, 0, TimeUnit.SECONDS);
        return loops.transport();
    }
}
