package dev.sluice.bench.load;

/** Connections that join a room and then say nothing but pong. */
final class IdleScenario implements Scenario {
    private final Target target;
    private final int connections;
    private final Rooms rooms;
    private final Crowd<Idler> crowd;

    IdleScenario(LoadThreads threads, Target target, int connections, Rooms rooms) {
        this.target = target;
        this.connections = connections;
        this.rooms = rooms;
        crowd = new Crowd<>(threads);
    }

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public int connections() {
        return connections;
    }

    @Override
    public LoadClient client(int number, LoadThread thread) {
        Idler idler = new Idler(number, thread);
        crowd.add(idler);
        return idler.client;
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
        return Count.PINGS;
    }

    /** One silent connection. */
    private final class Idler implements Participant {
        private final LoadClient client;

        Idler(int number, LoadThread thread) {
            client = new LoadClient(thread, target, rooms.path(target, number), "", this);
        }

        @Override
        public LoadClient client() {
            return client;
        }
    }
}
