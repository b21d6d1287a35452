package dev.sluice.namespace;

import dev.sluice.message.RoomName;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rules hold in which room. A room {@code chat:eu:x} is in the namespace {@code chat:eu}, if there is one, else in {@code chat}, if
 * there is one: the longest name that stands before a colon of the room's name. Immutable, any thread; made by {@link #builder()}.
 */
public final class Namespaces {
    /** None declared: the same open rules for all rooms. */
    public static final Namespaces OPEN = new Namespaces(RoomRules.OPEN);

    private static final char SEPARATOR = ':';

    /** A room's name is up to 255 bytes, and has a colon and something more behind its namespace's. */
    private static final int MOST_BYTES = 253;

    private final Map<String, RoomRules> declared;
    private final RoomRules elsewhere;
    private final Map<String, Namespace> byName = new HashMap<>();
    private final Namespace others;
    private final int longestName;
    private final boolean lookAtMessages;

    /** The same rules for all rooms. */
    public Namespaces(RoomRules everywhere) {
        this(Map.of(), everywhere);
    }

    private Namespaces(Map<String, RoomRules> declared, RoomRules elsewhere) {
        this.declared = Collections.unmodifiableMap(new LinkedHashMap<>(declared));
        this.elsewhere = elsewhere;
        this.others = new Namespace(this, elsewhere);
        int longest = 0;
        boolean limited = elsewhere.lookAtMessages();
        for (Map.Entry<String, RoomRules> entry : declared.entrySet()) {
            byName.put(entry.getKey(), new Namespace(this, entry.getValue()));
            longest = Math.max(longest, entry.getKey().length());
            limited |= entry.getValue().lookAtMessages();
        }
        this.longestName = longest;
        this.lookAtMessages = limited;
    }

    /** Starts from none, and open rules elsewhere. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether a namespace may be called so: 1 to 253 bytes without control characters or {@code *}, no colon at either end. */
    public static boolean isLawfulName(String name) {
        return RoomName.of(name).isPresent()
                && name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
                && name.indexOf('*') < 0
                && name.charAt(0) != SEPARATOR
                && name.charAt(name.length() - 1) != SEPARATOR;
    }

    /** The rules of one room; one look for each colon in its name. */
    public RoomRules rulesOf(RoomName room) {
        return namespaceOf(room).rules();
    }

    /** The namespace of one room, to be kept by whoever asks again and again. */
    public Namespace namespaceOf(RoomName room) {
        String text = room.text();
        for (int colon = text.lastIndexOf(SEPARATOR, longestName);
                colon > 0;
                colon = text.lastIndexOf(SEPARATOR, colon - 1)) {
            Namespace found = byName.get(text.substring(0, colon));
            if (found != null) {
                return found;
            }
        }
        return others;
    }

    /** Whether messages to any room have to be looked at, because not all rooms take all of them as they are. */
    public boolean lookAtMessages() {
        return lookAtMessages;
    }

    /** The names, in the order in which they were declared. */
    public Set<String> names() {
        return declared.keySet();
    }

    /** The rules of all rooms that are in none of the {@link #names}. */
    public RoomRules elsewhere() {
        return elsewhere;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Namespaces that && declared.equals(that.declared) && elsewhere.equals(that.elsewhere);
    }

    @Override
    public int hashCode() {
        return declared.hashCode() * 31 + elsewhere.hashCode();
    }

    @Override
    public String toString() {
        return "Namespaces" + declared + ", elsewhere " + elsewhere;
    }

    /** Collects namespaces. Not thread-safe. */
    public static final class Builder {
        private final Map<String, RoomRules> declared = new LinkedHashMap<>();
        private RoomRules elsewhere = RoomRules.OPEN;

        private Builder() {}

        /**
         * Declares a namespace: rooms called {@code name:…}.
         *
         * @throws IllegalArgumentException for a name that may not be one, or is declared already
         */
        public Builder add(String name, RoomRules rules) {
            if (!isLawfulName(name)) {
                throw new IllegalArgumentException("not a namespace's name");
            }
            if (declared.putIfAbsent(name, rules) != null) {
                throw new IllegalArgumentException("a namespace is declared once");
            }
            return this;
        }

        /** What holds in all other rooms. */
        public Builder elsewhere(RoomRules rules) {
            this.elsewhere = rules;
            return this;
        }

        /** Forbids all other rooms. */
        public Builder closed() {
            return elsewhere(RoomRules.OUTSIDE);
        }

        /** The namespaces as collected so far. */
        public Namespaces build() {
            return new Namespaces(declared, elsewhere);
        }
    }
}
