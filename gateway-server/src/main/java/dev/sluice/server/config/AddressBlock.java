package dev.sluice.server.config;

import dev.sluice.protocol.peer.AddressRange;

/** A block of addresses, such as {@code 10.0.0.0/8}, or one address. */
record AddressBlock() implements ValueType<AddressRange> {
    @Override
    public String expected() {
        return "an address or a block such as 10.0.0.0/8";
    }

    @Override
    public AddressRange read(Scalar scalar) throws BadValueException {
        try {
            return AddressRange.of(scalar.text());
        } catch (IllegalArgumentException e) {
            throw new BadValueException(e.getMessage() + ", got " + scalar.shown());
        }
    }

    @Override
    public String write(AddressRange value) {
        return value.toString();
    }
}
