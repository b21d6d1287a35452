package dev.sluice.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings by their keys, and the sections that the dots in these make. */
final class KeyTable {
    private final Map<String, Setting<?>> byKey = new LinkedHashMap<>();
    private final Set<String> sections = new LinkedHashSet<>();

    KeyTable(List<Setting<?>> settings) {
        for (Setting<?> setting : settings) {
            byKey.put(setting.key(), setting);
            for (int dot = setting.key().indexOf('.');
                    dot >= 0;
                    dot = setting.key().indexOf('.', dot + 1)) {
                sections.add(setting.key().substring(0, dot));
            }
        }
    }

    @Nullable
    Setting<?> byKey(String key) {
        return byKey.get(key);
    }

    /** Whether keys lie below this one: {@code limits}. */
    boolean isSection(String key) {
        return sections.contains(key);
    }

    /** Whether what is written at a section may be meant for a key below it that is a secret. */
    boolean holdsSecret(String section) {
        return byKey.values().stream()
                .anyMatch(setting -> setting.type().isSecret() && setting.key().startsWith(section + "."));
    }

    /** What may stand below a section, for a problem: {@code ping-interval, pong-timeout and handshake-timeout}. */
    String below(String section) {
        List<String> keys = new ArrayList<>();
        for (String key : byKey.keySet()) {
            if (key.startsWith(section + ".")) {
                keys.add(key.substring(section.length() + 1));
            }
        }
        return String.join(", ", keys);
    }

    /** The problem with a key that is none. */
    String unknownKey(String key) {
        List<String> known = new ArrayList<>(byKey.keySet());
        known.addAll(sections);
        return "unknown key" + Spelling.didYouMean(Spelling.nearest(key, known));
    }
}
