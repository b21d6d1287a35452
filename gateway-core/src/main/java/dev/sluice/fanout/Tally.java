package dev.sluice.fanout;

/**
 * How many messages of each kind a buffer of frames holds.
 *
 * @param text text messages
 * @param binary binary messages
 */
public record Tally(int text, int binary) {
    static final Tally NONE = new Tally(0, 0);

    /** All messages. */
    public int messages() {
        return text + binary;
    }

    Tally plus(boolean isBinary) {
        return isBinary ? new Tally(text, binary + 1) : new Tally(text + 1, binary);
    }

    Tally minus(Tally other) {
        return new Tally(text - other.text, binary - other.binary);
    }
}
