package dev.sluice.server.config;

import dev.sluice.protocol.handshake.OriginPattern;

/** Which values of a browser's Origin are meant. */
record PageOrigin() implements ValueType<OriginPattern> {
    @Override
    public String expected() {
        return "*, null, or an origin such as https://app.example.com, app.example.com or *.example.com";
    }

    @Override
    public OriginPattern read(Scalar scalar) throws BadValueException {
        try {
            return OriginPattern.of(scalar.text());
        } catch (IllegalArgumentException e) {
            throw new BadValueException(e.getMessage() + ", got " + scalar.shown());
        }
    }

    @Override
    public String write(OriginPattern value) {
        return value.toString();
    }
}
