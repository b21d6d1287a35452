package dev.sluice.server.config;

import java.util.List;

/** Namespaces: too many lines for a variable or an option, so that only the file has them. The others may say that there are none. */
record NamespaceList() implements ValueType<List<NamespaceBlock>> {
    private static final String NONE = "[]";

    @Override
    public String expected() {
        return "a list of namespaces, or " + NONE + " for none";
    }

    @Override
    public List<NamespaceBlock> read(Scalar scalar) throws BadValueException {
        if (scalar.text().equals(NONE)) {
            return List.of();
        }
        String where = scalar.form() == Scalar.Form.UNTYPED ? "; only a file can hold namespaces" : "";
        throw new BadValueException("expected " + expected() + ", got " + scalar.shown() + where);
    }

    @Override
    public String write(List<NamespaceBlock> value) {
        return value.isEmpty()
                ? NONE
                : String.join(
                        ListOf.SEPARATOR,
                        value.stream().map(NamespaceBlock::name).toList());
    }
}
