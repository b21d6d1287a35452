package dev.sluice.bench.load;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Opens the connections of a scenario: the first alone, then so many at a time that no server's backlog overflows. */
final class Ramp {
    /** Below the 128 that the smallest usual backlog holds. */
    private static final int AT_A_TIME = 100;

    private static final int GLANCE_MILLIS = 200;

    private final LoadThreads threads;
    private final Scenario scenario;
    private final Semaphore places = new Semaphore(AT_A_TIME);

    Ramp(LoadThreads threads, Scenario scenario) {
        this.threads = threads;
        this.scenario = scenario;
    }

    /** What a ramp does besides: it shows how far it is. */
    interface Glance {
        void look() throws InterruptedException;
    }

    /** Opens the first connection, and says what went wrong with it, if anything. */
    Optional<String> openFirst() throws InterruptedException {
        LoadClient first = LoadThreads.ask(threads.of(0), () -> {
            LoadClient client = scenario.client(0, threads.of(0));
            client.open();
            return client;
        });
        try {
            return first.opening().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an opening is always completed", e);
        }
    }

    /** Opens the others, and waits until each is open or has failed. */
    void openOthers(Glance glance) throws InterruptedException {
        for (int i = 1; i < scenario.connections(); i++) {
            take(1, glance);
            open(i, threads.of(i));
        }
        take(AT_A_TIME, glance);
        places.release(AT_A_TIME);
    }

    private void open(int number, LoadThread thread) {
        thread.loop().execute(() -> {
            LoadClient client = scenario.client(number, thread);
            client.opening().thenRun(places::release);
            client.open();
        });
    }

    private void take(int count, Glance glance) throws InterruptedException {
        while (!places.tryAcquire(count, GLANCE_MILLIS, TimeUnit.MILLISECONDS)) {
            glance.look();
        }
    }
}
