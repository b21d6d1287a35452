package dev.sluice.server.config;

import dev.sluice.namespace.Namespaces;

/** What stands before a colon of a room's name. */
record NamespaceName() implements ValueType<String> {
    @Override
    public String expected() {
        return "the name of a namespace, without a colon or an asterisk behind it";
    }

    @Override
    public String read(Scalar scalar) throws BadValueException {
        if (!Namespaces.isLawfulName(scalar.text())) {
            throw BadValueException.expected(expected(), scalar);
        }
        return scalar.text();
    }

    @Override
    public String write(String value) {
        return value;
    }
}
