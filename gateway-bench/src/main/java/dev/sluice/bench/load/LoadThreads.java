package dev.sluice.bench.load;

import dev.sluice.transport.io.IoLoops;
import dev.sluice.transport.io.TransportChoice;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** All the generator's threads, as the main thread sees them: it hands them work and waits for the answers. */
final class LoadThreads implements AutoCloseable {
    private final EventLoopGroup group;
    private final List<LoadThread> threads = new ArrayList<>();
    private final String transport;

    LoadThreads(int count, InetSocketAddress address) {
        IoLoops loops = IoLoops.open(TransportChoice.AUTO, count, new DefaultThreadFactory("load", true));
        group = loops.group();
        transport = loops.transport().name();
        for (int i = 0; i < count; i++) {
            threads.add(new LoadThread(group.next(), channelOf(transport), address));
        }
    }

    /** The kernel's interface in use. */
    String transport() {
        return transport;
    }

    List<LoadThread> all() {
        return threads;
    }

    /** The thread of a connection. */
    LoadThread of(int connection) {
        return threads.get(connection % threads.size());
    }

    /** What all threads have counted. Waits for each of them. */
    Tally tally() throws InterruptedException {
        List<Tally> tallies = new ArrayList<>();
        for (LoadThread thread : threads) {
            tallies.add(ask(thread, thread.recorder()::tally));
        }
        return Tally.sum(tallies);
    }

    /** Runs a task on every thread, and waits until all are done. */
    void onEach(Consumer<LoadThread> task) throws InterruptedException {
        List<Future<?>> done = new ArrayList<>();
        for (LoadThread thread : threads) {
            done.add(thread.loop().submit(() -> task.accept(thread)));
        }
        for (Future<?> each : done) {
            await(each);
        }
    }

    /** Runs a question on a thread, and waits for the answer. */
    static <T> T ask(LoadThread thread, Callable<T> question) throws InterruptedException {
        return await(thread.loop().submit(question));
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static <T> T await(Future<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task of the load generator failed", e.getCause());
        }
    }

    private static Class<? extends SocketChannel> channelOf(String transport) {
        return switch (transport) {
            case "io_uring" -> IoUringSocketChannel.class;
            case "epoll" -> EpollSocketChannel.class;
            default -> NioSocketChannel.class;
        };
    }
}
