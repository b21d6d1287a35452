package dev.sluice.bench.load;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * A publisher's window in a closed loop: a message is in flight until every member has it. Confined to the publisher's thread, but
 * for {@link #delivered}, which any receiver's thread calls.
 */
final class Publisher {
    private final int window;

    /** Deliveries that each message in flight still lacks; a message's place is its number modulo the window. */
    private final AtomicIntegerArray lacking;

    private final AtomicBoolean advancing = new AtomicBoolean();
    private @Nullable Sender sender;
    private final AtomicInteger receivers = new AtomicInteger();

    /** Messages that everybody has, and all before them. */
    private long complete;

    private long allowed;

    Publisher(int window) {
        this.window = window;
        lacking = new AtomicIntegerArray(window);
    }

    /** Says through which connection it publishes. */
    void use(Sender through) {
        sender = through;
    }

    /** Publishes the first window of messages, each to so many receivers. */
    void start(int members) {
        receivers.set(members);
        allowUpTo(window);
    }

    /** A receiver has got a message. */
    void delivered(long message) {
        boolean last = lacking.decrementAndGet((int) (message % window)) == 0;
        // One task for all that end in this turn, so that their successors leave in one write.
        if (last && sender != null && advancing.compareAndSet(false, true)) {
            sender.client().thread().loop().execute(this::advance);
        }
    }

    /** A receiver has gone that would have got this message next. Called on the receiver's thread. */
    void receiverGone(long next) {
        if (sender != null) {
            sender.client().thread().loop().execute(() -> onReceiverGone(next));
        }
    }

    private void onReceiverGone(long next) {
        receivers.decrementAndGet();
        for (long message = Math.max(next, complete); message < allowed; message++) {
            delivered(message);
        }
    }

    private void advance() {
        advancing.set(false);
        while (sender != null && complete < sender.sent() && lacking.get((int) (complete % window)) <= 0) {
            complete++;
        }
        allowUpTo(complete + window);
    }

    private void allowUpTo(long messages) {
        for (; allowed < messages; allowed++) {
            lacking.set((int) (allowed % window), receivers.get());
        }
        if (sender != null) {
            sender.allow(messages);
        }
    }
}
