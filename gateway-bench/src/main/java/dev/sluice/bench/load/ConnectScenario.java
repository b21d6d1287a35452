package dev.sluice.bench.load;

import java.util.concurrent.TimeUnit;

/** Opens a connection, closes it, opens the next: so many at a time, as fast as the server lets them. */
final class ConnectScenario implements Scenario {
    private final LoadThreads threads;
    private final Target target;
    private final int atATime;
    private final Crowd<Door> crowd;

    ConnectScenario(LoadThreads threads, Target target, int atATime) {
        this.threads = threads;
        this.target = target;
        this.atATime = atATime;
        crowd = new Crowd<>(threads);
    }

    @Override
    public String name() {
        return "connect";
    }

    @Override
    public int connections() {
        return atATime;
    }

    @Override
    public LoadClient client(int number, LoadThread thread) {
        Door door = new Door(thread);
        crowd.add(door);
        return door.client;
    }

    @Override
    public void start(Window window) throws InterruptedException {
        threads.onEach(thread -> {
            thread.recorder().measure(window);
            crowd.on(thread).forEach(Door::begin);
        });
    }

    @Override
    public void stop() throws InterruptedException {
        crowd.forEach(Door::stop);
    }

    /** Whatever was opening when the time was over is measured to its end. */
    @Override
    public boolean isDrained() throws InterruptedException {
        return crowd.sum(door -> door.client.hasEnded() ? 0 : 1) == 0;
    }

    @Override
    public boolean isOver(Tally tally) {
        return false;
    }

    @Override
    public void close() throws InterruptedException {
        crowd.close();
    }

    @Override
    public void cut() throws InterruptedException {
        crowd.cut();
    }

    @Override
    public Count progress() {
        return Count.OPENED;
    }

    /** One place through which connections go, one after the other. */
    private final class Door implements Participant {
        /** A server that refuses is not asked again at once. */
        private static final int PAUSE_MILLIS = 100;

        private final LoadThread thread;
        private LoadClient client;
        private boolean begun;
        private boolean stopped;

        Door(LoadThread thread) {
            this.thread = thread;
            client = newClient();
        }

        @Override
        public LoadClient client() {
            return client;
        }

        void begin() {
            begun = true;
            if (client.hasEnded()) {
                reopen();
            } else {
                client.close();
            }
        }

        void stop() {
            stopped = true;
        }

        @Override
        public void onOpen(LoadClient of, long startedNanos) {
            thread.recorder().timed(startedNanos, of.readNanos());
            if (begun) {
                of.close();
            }
        }

        @Override
        public void onEnd(LoadClient of) {
            if (begun && !stopped) {
                // A task of its own, so that failing at once does not nest.
                int pause = of.hasOpened() ? 0 : PAUSE_MILLIS;
                thread.loop().schedule(this::reopen, pause, TimeUnit.MILLISECONDS);
            }
        }

        private void reopen() {
            if (!stopped) {
                client = newClient();
                client.open();
            }
        }

        private LoadClient newClient() {
            return new LoadClient(thread, target, target.pathOr(EchoScenario.PATH), "", this);
        }
    }
}
