package dev.sluice.fanout;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where each message of a batch lies, and what it is. Confined to the lane; does not change once the batch is delivered. */
final class Marks {
    private static final int FIRST_SIZE = 8;
    private static final int MOST_KEPT = 64;
    private static final Seat[] NOBODY = {};
    private static final String[] NO_KEYS = {};

    /** Where each message begins, and behind the last one where it ends. */
    private int[] starts = new int[FIRST_SIZE + 1];

    private long[] offsets = new long[FIRST_SIZE];
    private boolean[] binary = new boolean[FIRST_SIZE];

    /** Who must not get a message back; as long as there has been one. */
    private Seat[] owners = NOBODY;

    /** What a message is the latest word on; as long as there has been one that said so. */
    private String[] collapseKeys = NO_KEYS;

    private int size;

    /**
     * Notes the next message.
     *
     * @param end where it ends in the batch; it begins where the one before has ended
     * @param offset 0: none
     * @param owner who must not get it back
     * @param collapseKey what it is the latest word on
     */
    void add(int end, boolean isBinary, long offset, @Nullable Seat owner, @Nullable String collapseKey) {
        if (size == offsets.length) {
            starts = Arrays.copyOf(starts, size * 2 + 1);
            offsets = Arrays.copyOf(offsets, size * 2);
            binary = Arrays.copyOf(binary, size * 2);
        }
        if (owner != null) {
            if (owners.length < offsets.length) {
                owners = Arrays.copyOf(owners, offsets.length);
            }
            owners[size] = owner;
        }
        if (collapseKey != null) {
            if (collapseKeys.length < offsets.length) {
                collapseKeys = Arrays.copyOf(collapseKeys, offsets.length);
            }
            collapseKeys[size] = collapseKey;
        }
        offsets[size] = offset;
        binary[size] = isBinary;
        starts[++size] = end;
    }

    int size() {
        return size;
    }

    /** Bytes of all messages. */
    int bytes() {
        return starts[size];
    }

    int start(int message) {
        return starts[message];
    }

    int end(int message) {
        return starts[message + 1];
    }

    boolean isBinary(int message) {
        return binary[message];
    }

    @Nullable
    Seat owner(int message) {
        return message < owners.length ? owners[message] : null;
    }

    /** Whether a message says what it is the latest word on. */
    boolean haveKeys() {
        return collapseKeys.length > 0;
    }

    /** Empty: nothing in particular. */
    String collapseKey(int message) {
        String key = message < collapseKeys.length ? collapseKeys[message] : null;
        return key == null ? "" : key;
    }

    /** How many messages from this one on a seat must not get back. */
    int ownFrom(int first, Seat seat) {
        int own = 0;
        for (int i = first; i < Math.min(size, owners.length); i++) {
            own += owners[i] == seat ? 1 : 0;
        }
        return own;
    }

    /** How many messages of each kind lie from one to before another. */
    Tally tally(int from, int to) {
        Tally tally = Tally.NONE;
        for (int i = from; i < to; i++) {
            tally = tally.plus(binary[i]);
        }
        return tally;
    }

    /** The first offset; 0: none. */
    long firstOffset() {
        for (int i = 0; i < size; i++) {
            if (offsets[i] > 0) {
                return offsets[i];
            }
        }
        return 0;
    }

    /** The last offset before a message, if there is one. */
    long lastOffset(int before, long otherwise) {
        int last = lastPublication(before);
        return last < 0 ? otherwise : offsets[last];
    }

    /** The last message with an offset before this one; -1: none. */
    int lastPublication(int before) {
        int last = before - 1;
        while (last >= 0 && offsets[last] == 0) {
            last--;
        }
        return last;
    }

    /** Forgets everything; false if it has grown too large to be worth keeping. */
    boolean clear() {
        size = 0;
        owners = NOBODY;
        collapseKeys = NO_KEYS;
        return offsets.length <= MOST_KEPT;
    }
}
