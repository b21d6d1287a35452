package dev.sluice.server.auth;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The set of keys at a URL: fetched at the start, every few minutes, and when a token names a key that is not in it; kept when the
 * server of keys fails. A thread of its own does all of that, and nobody waits for it: whoever needs newer keys is told when they are
 * there.
 */
final class FetchedKeys implements KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(FetchedKeys.class);

    /** Of a server that accepts and does not answer. */
    private static final int TIMEOUT_MILLIS = 5000;

    private static final int MOST_BYTES = 256 * 1024;

    /** Tokens that may wait for newer keys; each is some kilobytes. */
    private static final int MOST_WAITING = 1024;

    /**
     * When to fetch.
     *
     * @param period from one fetch to the next; a key that is withdrawn is believed for as long
     * @param retry the same, after one that has failed
     * @param gap the least between two, however many unknown keys are named
     */
    record Timing(Duration period, Duration retry, Duration gap) {
        static final Timing USUAL = new Timing(Duration.ofMinutes(5), Duration.ofSeconds(15), Duration.ofSeconds(10));
    }

    private final URI address;
    private final Timing timing;
    private final ResourceRetriever retriever =
            new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MOST_BYTES);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread keys = new Thread(task, "token keys");
        keys.setDaemon(true);
        return keys;
    });
    private final AtomicLong fetches = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    private volatile List<VerificationKey> current = List.of();

    // Of whoever holds the monitor, which is never held while anything is fetched.
    private List<Runnable> waiting = new ArrayList<>();
    private boolean fetching;
    private long beganNanos;

    /** Of the thread alone. */
    private boolean failing;

    private FetchedKeys(URI address, Timing timing) {
        this.address = address;
        this.timing = timing;
    }

    /** Begins to fetch; there are no keys before the first fetch is over. */
    static FetchedKeys start(URI address, Timing timing) {
        FetchedKeys keys = new FetchedKeys(address, timing);
        keys.begin();
        keys.thread.execute(keys::fetchAndGoOn);
        return keys;
    }

    @Override
    public List<VerificationKey> keys() {
        return current;
    }

    @Override
    public synchronized boolean renew(Runnable then) {
        if (waiting.size() == MOST_WAITING) {
            return false;
        }
        if (!fetching) {
            if (System.nanoTime() - beganNanos < timing.gap().toNanos() || thread.isShutdown()) {
                return false;
            }
            begin();
            thread.execute(this::fetch);
        }
        waiting.add(then);
        return true;
    }

    /** How often the set was fetched and taken. */
    long fetches() {
        return fetches.get();
    }

    /** How often it could not be. */
    long failures() {
        return failures.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Between two fetches that nobody asked for. */
    private void fetchAndGoOn() {
        begin();
        boolean taken = fetch();
        Duration pause = taken ? timing.period() : timing.retry();
        if (!thread.isShutdown()) {
            thread.schedule(this::fetchAndGoOn, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void begin() {
        fetching = true;
        beganNanos = System.nanoTime();
    }

    private boolean fetch() {
        boolean taken = false;
        try {
            taken = tryFetch();
        } finally {
            List<Runnable> told = end();
            (taken ? fetches : failures).incrementAndGet();
            told.forEach(Runnable::run);
        }
        return taken;
    }

    private synchronized List<Runnable> end() {
        List<Runnable> told = waiting;
        waiting = new ArrayList<>();
        fetching = false;
        return told;
    }

    private boolean tryFetch() {
        try {
            current = JwkKeys.read(retriever.retrieveResource(address.toURL()).getContent());
            if (failing) {
                failing = false;
                LOG.atInfo().addKeyValue("keys", current.size()).log("The keys of tokens can be fetched again");
            }
            return true;
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (BadKeyException e) {
            fail(e.what());
        } catch (RuntimeException e) {
            fail(e.getClass().getName()); // or nothing would be fetched any more
        }
        return false;
    }

    /** Told once, and not again before it has worked. */
    private void fail(String problem) {
        if (!failing) {
            failing = true;
            LOG.atError()
                    .addKeyValue("from", new KeySource.KeySet(address).shown())
                    .addKeyValue("problem", problem)
                    .addKeyValue("keys", current.size())
                    .log("The keys of tokens cannot be fetched, the last ones still count");
        }
    }
}
