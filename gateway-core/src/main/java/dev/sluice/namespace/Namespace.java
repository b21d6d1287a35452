package dev.sluice.namespace;

/** One namespace of a set, and its rules: right for a room as long as the set holds. Immutable. */
public final class Namespace {
    private final Namespaces set;
    private final RoomRules rules;

    Namespace(Namespaces set, RoomRules rules) {
        this.set = set;
        this.rules = rules;
    }

    /** What holds in its rooms. */
    public RoomRules rules() {
        return rules;
    }

    /** Whether it is one of these. */
    @SuppressWarnings("ReferenceEquality") // another set, even an equal one, has namespaces of its own
    public boolean isOneOf(Namespaces namespaces) {
        return set == namespaces;
    }
}
