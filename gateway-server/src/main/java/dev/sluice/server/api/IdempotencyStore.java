package dev.sluice.server.api;

import java.security.MessageDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What requests with a key were answered, so that a request that is sent again, because its answer was lost, is not carried out again.
 * Answers that say that nothing was done are not kept. Any thread.
 */
final class IdempotencyStore {
    /** Longer than anybody repeats a request before he gives up. */
    static final long WINDOW_NANOS = 600_000_000_000L;

    /** Sixteen a second over the whole window. */
    static final int MOST_KEYS = 10_000;

    /** A kilobyte of answer for each of them. */
    static final long MOST_BYTES = 10L * 1024 * 1024;

    private final Map<String, Kept> byKey = new LinkedHashMap<>();
    private long bytes;

    /**
     * An answer, or the hope for one.
     *
     * @param replayed whether it is that of an earlier request
     */
    record Outcome(CompletableFuture<ApiAnswer> answer, boolean replayed) {}

    /**
     * The answer that the key has, or else that of this request.
     *
     * @param request what tells this request from others
     * @param first carries it out
     * @throws Problem if the key was another request's
     */
    Outcome once(String key, byte[] request, long nowNanos, Supplier<CompletableFuture<ApiAnswer>> first) {
        Kept kept = new Kept(request, nowNanos);
        synchronized (this) {
            forgetOld(nowNanos);
            Kept earlier = byKey.putIfAbsent(key, kept);
            if (earlier != null) {
                if (!MessageDigest.isEqual(earlier.request, request)) {
                    throw new Problem(
                            ProblemCode.KEY_REUSED,
                            "another request has come with this Idempotency-Key within ten minutes; make a new one for each request");
                }
                return new Outcome(earlier.answer, true);
            }
        }
        run(first).whenComplete((answer, failure) -> finish(key, kept, answer, failure));
        return new Outcome(kept.answer, false);
    }

    private static CompletableFuture<ApiAnswer> run(Supplier<CompletableFuture<ApiAnswer>> first) {
        try {
            return first.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finish(String key, Kept kept, @Nullable ApiAnswer answer, @Nullable Throwable failure) {
        synchronized (this) {
            if (answer == null || !answer.isSuccess()) {
                byKey.remove(key, kept);
            } else if (byKey.get(key) == kept) {
                kept.bytes = answer.body().length;
                bytes += kept.bytes;
                makeRoom();
            }
        }
        if (answer != null) {
            kept.answer.complete(answer);
        } else {
            kept.answer.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        }
    }

    /** How many keys are known. */
    synchronized int size() {
        return byKey.size();
    }

    private void forgetOld(long nowNanos) {
        Iterator<Kept> oldest = byKey.values().iterator();
        while (oldest.hasNext()) {
            Kept kept = oldest.next();
            if (nowNanos - kept.sinceNanos < WINDOW_NANOS) {
                return;
            }
            if (kept.answer.isDone()) {
                bytes -= kept.bytes;
                oldest.remove();
            }
        }
    }

    /** The oldest answers go; a request that is being carried out is none of them. */
    private void makeRoom() {
        Iterator<Kept> oldest = byKey.values().iterator();
        while (oldest.hasNext() && (byKey.size() > MOST_KEYS || bytes > MOST_BYTES)) {
            Kept kept = oldest.next();
            if (kept.answer.isDone()) {
                bytes -= kept.bytes;
                oldest.remove();
            }
        }
    }

    /** What is known of a key. */
    private static final class Kept {
        private final byte[] request;
        private final long sinceNanos;
        private final CompletableFuture<ApiAnswer> answer = new CompletableFuture<>();
        private int bytes;

        Kept(byte[] request, long sinceNanos) {
            this.request = request;
            this.sinceNanos = sinceNanos;
        }
    }
}
