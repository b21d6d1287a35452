package dev.sluice.server.config;

/** {@code true} or {@code false}; YAML's other words for them are too easily meant as text. */
record Switch() implements ValueType<Boolean> {

    @Override
    public String expected() {
        return "true or false";
    }

    @Override
    public Boolean read(Scalar scalar) throws BadValueException {
        boolean known = scalar.text().equals("true") || scalar.text().equals("false");
        if (known && scalar.form() == Scalar.Form.STRING) {
            throw BadValueException.expected(expected() + " without quotes", scalar);
        }
        if (!known) {
            throw BadValueException.expected(expected(), scalar);
        }
        return Boolean.valueOf(scalar.text());
    }

    @Override
    public String write(Boolean value) {
        return value.toString();
    }
}
