package dev.sluice.namespace;

/** The namespaces that hold now. Any thread may read them, or put others into their place. */
public final class NamespaceBook {
    private volatile Namespaces current;

    /** Begins with these. */
    public NamespaceBook(Namespaces first) {
        current = first;
    }

    /** Those that hold now. */
    public Namespaces current() {
        return current;
    }

    /** Others hold from now on, for rooms that are there too. */
    public void replace(Namespaces next) {
        current = next;
    }
}
