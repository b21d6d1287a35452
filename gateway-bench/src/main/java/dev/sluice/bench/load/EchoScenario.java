package dev.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Every connection sends messages to a server that sends each of them back. */
final class EchoScenario implements Scenario {
    static final String PATH = "/echo";

    private final LoadThreads threads;
    private final Target target;
    private final int connections;
    private final Traffic traffic;
    private final Crowd<Echo> crowd;

    EchoScenario(LoadThreads threads, Target target, int connections, Traffic traffic) {
        this.threads = threads;
        this.target = target;
        this.connections = connections;
        this.traffic = traffic;
        crowd = new Crowd<>(threads);
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public int connections() {
        return connections;
    }

    @Override
    public LoadClient client(int number, LoadThread thread) {
        Echo echo = new Echo(number, thread);
        crowd.add(echo);
        return echo.client;
    }

    @Override
    public void start(Window window) throws InterruptedException {
        Grid grid = traffic.grid(window, connections);
        threads.onEach(thread -> {
            thread.recorder().measure(window);
            List<Sender> senders =
                    crowd.on(thread).stream().map(echo -> echo.sender).toList();
            if (traffic.isOpenLoop()) {
                new OpenLoop(thread, grid, senders).start();
            } else {
                senders.forEach(sender -> sender.allow(traffic.window()));
            }
        });
    }

    @Override
    public void stop() throws InterruptedException {
        if (!traffic.isOpenLoop()) {
            crowd.forEach(echo -> echo.sender.stop());
        }
    }

    @Override
    public boolean isDrained() throws InterruptedException {
        return crowd.sumOfOpen(echo -> echo.missing() + echo.sender.unsent()) == 0;
    }

    @Override
    public void settle() throws InterruptedException {
        crowd.forEachOpen(echo -> {
            Recorder recorder = echo.client.thread().recorder();
            recorder.add(Count.LOST, echo.missing());
            recorder.add(Count.UNSENT, echo.sender.unsent());
        });
    }

    @Override
    public void close() throws InterruptedException {
        crowd.close();
    }

    @Override
    public void cut() throws InterruptedException {
        crowd.cut();
    }

    /** One connection, which gets back what it sent. */
    private final class Echo implements Participant {
        private final LoadClient client;
        private final Sender sender;
        private final Inbox inbox;

        Echo(int number, LoadThread thread) {
            client = new LoadClient(thread, target, target.pathOr(PATH), "", this);
            sender = new Sender(client, MessageTemplate.raw(traffic.size()), traffic.opcode(), number);
            inbox = new Inbox(new Inbox.Senders(number, 1, 1), traffic.size());
        }

        @Override
        public LoadClient client() {
            return client;
        }

        long missing() {
            return sender.sent() - inbox.arrived(0);
        }

        @Override
        public void onMessage(LoadClient of, ByteBuf payload) {
            boolean counts = inbox.takeRaw(client, payload) >= 0;
            if (counts && !traffic.isOpenLoop()) {
                sender.allow(inbox.arrived(0) + traffic.window());
            }
        }

        @Override
        public void onWritable(LoadClient of) {
            sender.pump();
        }
    }
}
