package dev.sluice.server.config;

/**
 * A {@link Memory} that fits into an {@code int}.
 *
 * @param least the smallest that is allowed, in bytes
 * @param most the largest that is allowed, in bytes
 */
record Size(int least, int most) implements ValueType<Integer> {
    static final int KIB = 1024;
    static final int MIB = 1024 * KIB;
    static final int GIB = 1024 * MIB;

    @Override
    public String expected() {
        return memory().expected();
    }

    @Override
    public Integer read(Scalar scalar) throws BadValueException {
        return memory().read(scalar).intValue();
    }

    @Override
    public String write(Integer value) {
        return memory().write(value.longValue());
    }

    private Memory memory() {
        return new Memory(least, most);
    }
}
