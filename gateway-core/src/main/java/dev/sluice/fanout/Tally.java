package dev.sluice.fanout;

/**
 * How many messages of each kind a buffer of frames holds.
 *
 * @param text text messages
 * @param binary binary messages
 */
public record Tally(int text, int binary) {
    static final Tally NONE = new Tally(0, 0);

    /** The usual ones are made once: counting a turn's messages allocates nothing. */
    private static final int SMALL = 32;

    private static final Tally[] TEXTS = new Tally[SMALL];
    private static final Tally[] BINARIES = new Tally[SMALL];

    static {
        for (int i = 0; i < SMALL; i++) {
            TEXTS[i] = new Tally(i, 0);
            BINARIES[i] = new Tally(0, i);
        }
    }

    /** All messages. */
    public int messages() {
        return text + binary;
    }

    Tally plus(boolean isBinary) {
        return isBinary ? of(text, binary + 1) : of(text + 1, binary);
    }

    Tally minus(Tally other) {
        return of(text - other.text, binary - other.binary);
    }

    private static Tally of(int text, int binary) {
        if (binary == 0 && text < SMALL) {
            return TEXTS[text];
        }
        return text == 0 && binary < SMALL ? BINARIES[binary] : new Tally(text, binary);
    }
}
