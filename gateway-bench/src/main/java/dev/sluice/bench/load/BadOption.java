package dev.sluice.bench.load;

/** The options cannot be carried out; the message says so in one line. */
final class BadOption extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadOption(String message) {
        super(message, null, false, false);
    }

    static void unless(boolean good, String message) {
        if (!good) {
            throw new BadOption(message);
        }
    }
}
