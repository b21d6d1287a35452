package dev.sluice.bench.load;

import java.util.HashSet;
import java.util.Set;

/**
 * Whether the messages of several senders arrive at one receiver, each once and each sender's in order. Confined to one thread.
 */
final class SequenceCheck {
    /** What a message is in the light of those before it. */
    enum Verdict {
        /** The next one, or one behind a gap that may still be filled. */
        IN_ORDER,

        /** It fills a gap: a later one came first. */
        OUT_OF_ORDER,

        /** It was here before. */
        DOUBLE
    }

    /** Gaps that are remembered one by one; beyond them a late message passes for a double. */
    private static final int MOST_REMEMBERED = 100_000;

    private final long[] next;
    private final long[] arrived;

    /** The numbers in gaps, each with its sender; made by the first gap. */
    private final Set<Gap> gaps = new HashSet<>(0);

    SequenceCheck(int senders) {
        next = new long[senders];
        arrived = new long[senders];
    }

    /** Judges a message; {@code sender} is 0 to the number of senders, less one. */
    Verdict see(int sender, long sequence) {
        Verdict verdict = judge(sender, sequence);
        if (verdict != Verdict.DOUBLE) {
            arrived[sender]++;
        }
        return verdict;
    }

    private Verdict judge(int sender, long sequence) {
        long expected = next[sender];
        if (sequence == expected) {
            next[sender] = expected + 1;
            return Verdict.IN_ORDER;
        }
        if (sequence < expected) {
            return gaps.remove(new Gap(sender, sequence)) ? Verdict.OUT_OF_ORDER : Verdict.DOUBLE;
        }
        for (long missing = expected; missing < sequence && gaps.size() < MOST_REMEMBERED; missing++) {
            gaps.add(new Gap(sender, missing));
        }
        next[sender] = sequence + 1;
        return Verdict.IN_ORDER;
    }

    /** Messages of a sender that have arrived, each counted once. */
    long arrived(int sender) {
        return arrived[sender];
    }

    /** One more than the highest number seen of a sender. */
    long next(int sender) {
        return next[sender];
    }

    private record Gap(int sender, long sequence) {}
}
