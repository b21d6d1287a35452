package dev.sluice.server.hook;

import dev.sluice.server.hook.HookMeters.Answer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the backend, one batch after the other, so that everything comes in the order in which it happened. A batch that is not taken is
 * tried again until it is, for ten minutes; what happens meanwhile waits, as much as there is room for. A thread of its own.
 */
final class HookSender {
    private static final Logger LOG = LoggerFactory.getLogger(HookSender.class);

    private static final int MOST_EVENTS = 500;
    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();
    private static final long OLDEST_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long BETWEEN_LOSSES_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int SUCCESS = 2;
    private static final int UNAUTHORIZED = 401;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_FAULT = 500;
    private static final int HUNDRED = 100;

    private final HookRules rules;
    private final HookQueue queue;
    private final HookRequests requests;
    private final HookMeters meters;
    private final Thread thread = new Thread(this::run, "webhooks");

    /** When to be done at the latest, on the clock of {@link System#nanoTime}. */
    private volatile long endNanos;

    private volatile boolean stopping;

    private boolean failing;
    private long lossesTold;
    private long lossesToldNanos = System.nanoTime() - BETWEEN_LOSSES_NANOS;

    HookSender(HookRules rules, HookQueue queue) {
        this.rules = rules;
        this.queue = queue;
        this.requests = new HookRequests(rules);
        this.meters = new HookMeters(queue);
        thread.setDaemon(true);
    }

    HookMeters meters() {
        return meters;
    }

    void start() {
        thread.start();
    }

    /** Tells what is left for so long at most, and ends. */
    void stop(Duration patience) {
        endNanos = System.nanoTime() + patience.toNanos();
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping || (!queue.isEmpty() && !isOver())) {
            if (queue.isEmpty()) {
                LockSupport.parkNanos(LOOK_NANOS);
            } else {
                List<HookEvent> events = queue.take(MOST_EVENTS);
                deliver(HookBatch.of(events, queue.takeLosses()));
                tellLosses();
            }
        }
        queue.lose(queue.size());
        tellLosses();
    }

    private void deliver(HookBatch batch) {
        HookBackoff backoff = new HookBackoff();
        long start = System.nanoTime();
        while (true) {
            Answer answer = attempt(batch, backoff);
            meters.count(answer);
            if (answer == Answer.OK) {
                meters.countTold(batch.size());
                return;
            }
            boolean late = System.nanoTime() - start > OLDEST_NANOS || isOver();
            if (answer == Answer.REJECTED || late) {
                queue.lose(batch.size());
                queue.untold(batch.lost());
                return;
            }
            tellLosses();
            LockSupport.parkNanos(stopping ? LOOK_NANOS : backoff.nextNanos());
        }
    }

    private Answer attempt(HookBatch batch, HookBackoff backoff) {
        // The request's own timeout ends with the head of the answer.
        CompletableFuture<HttpResponse<Void>> sent = requests.send(batch.id(), batch.body());
        try {
            return read(sent.get(rules.timeout().toNanos(), TimeUnit.NANOSECONDS), backoff);
        } catch (ExecutionException e) {
            return failed("no answer: " + e.getCause());
        } catch (TimeoutException e) {
            sent.cancel(true);
            return failed("no answer within " + rules.timeout().toMillis() + " ms");
        } catch (InterruptedException e) {
            sent.cancel(true);
            return failed("interrupted");
        }
    }

    private Answer read(HttpResponse<Void> response, HookBackoff backoff) {
        int status = response.statusCode();
        if (status / HUNDRED == SUCCESS) {
            if (failing) {
                failing = false;
                LOG.info("The backend takes webhooks again");
            }
            return Answer.OK;
        }
        response.headers().firstValue("Retry-After").ifPresent(backoff::retryAfter);
        String why =
                "the answer is " + status + (status == UNAUTHORIZED ? "; does it check with webhooks.secret?" : "");
        if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= SERVER_FAULT) {
            return failed(why);
        }
        warn(why, "The backend does not want webhooks; they are lost");
        return Answer.REJECTED;
    }

    private Answer failed(String why) {
        warn(why, "The backend does not take webhooks; they wait, and are tried again");
        return Answer.FAILED;
    }

    private void warn(String why, String what) {
        if (!failing) {
            failing = true;
            LOG.atWarn()
                    .addKeyValue("host", rules.url().getHost())
                    .addKeyValue("reason", why)
                    .log(what);
        }
    }

    private void tellLosses() {
        long losses = queue.dropped();
        long now = System.nanoTime();
        if (losses > lossesTold && (stopping || now - lossesToldNanos > BETWEEN_LOSSES_NANOS)) {
            LOG.atWarn()
                    .addKeyValue("events", losses - lossesTold)
                    .log("Events were lost that webhooks should have told");
            lossesTold = losses;
            lossesToldNanos = now;
        }
    }

    private boolean isOver() {
        return stopping && System.nanoTime() - endNanos > 0;
    }
}
