package dev.sluice.lane;

/** What may be behind, so that those who would add to it should wait. Confined to one lane. */
public interface Pressure {
    /** Whether there is so much of it that nobody should bring more. */
    boolean isCongested();

    /** Calls back, once, when there is room again; at once if there is. */
    void whenRelieved(Runnable action);

    /** Congested as long as one of two is. */
    static Pressure ofEither(Pressure one, Pressure other) {
        return new Pressure() {
            @Override
            public boolean isCongested() {
                return one.isCongested() || other.isCongested();
            }

            @Override
            public void whenRelieved(Runnable action) {
                (one.isCongested() ? one : other).whenRelieved(action);
            }
        };
    }
}
