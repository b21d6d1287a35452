package dev.sluice.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds settings by what people write for them: keys, sections of keys, and environment variables. */
final class Keys {
    private static final Map<String, Setting<?>> BY_KEY = new LinkedHashMap<>();
    private static final Map<String, Setting<?>> BY_VARIABLE = new LinkedHashMap<>();
    private static final Set<String> SECTIONS = new LinkedHashSet<>();

    static {
        for (Setting<?> setting : Settings.ALL) {
            BY_KEY.put(setting.key(), setting);
            BY_VARIABLE.put(setting.variable(), setting);
            for (int dot = setting.key().indexOf('.');
                    dot >= 0;
                    dot = setting.key().indexOf('.', dot + 1)) {
                SECTIONS.add(setting.key().substring(0, dot));
            }
        }
    }

    private Keys() {}

    static @Nullable Setting<?> byKey(String key) {
        return BY_KEY.get(key);
    }

    static @Nullable Setting<?> byVariable(String variable) {
        return BY_VARIABLE.get(variable);
    }

    /** Whether keys lie below this one: {@code limits}. */
    static boolean isSection(String key) {
        return SECTIONS.contains(key);
    }

    /** Whether what is written at a section may be meant for a key below it that is a secret. */
    static boolean holdsSecret(String section) {
        return BY_KEY.values().stream()
                .anyMatch(setting -> setting.type().isSecret() && setting.key().startsWith(section + "."));
    }

    /** What may stand below a section, for a problem: {@code ping-interval, pong-timeout and handshake-timeout}. */
    static String below(String section) {
        List<String> keys = new ArrayList<>();
        for (String key : BY_KEY.keySet()) {
            if (key.startsWith(section + ".")) {
                keys.add(key.substring(section.length() + 1));
            }
        }
        return String.join(", ", keys);
    }

    /** The problem with a key that is none. */
    static String unknownKey(String key) {
        List<String> known = new ArrayList<>(BY_KEY.keySet());
        known.addAll(SECTIONS);
        return "unknown key" + didYouMean(Spelling.nearest(key, known));
    }

    /** The problem with a variable that is none. */
    static String unknownVariable(String variable) {
        List<String> names = new ArrayList<>();
        for (String known : BY_VARIABLE.keySet()) {
            names.add(withoutPrefix(known));
        }
        String near = Spelling.nearest(withoutPrefix(variable), names);
        return "unknown variable" + didYouMean(near == null ? null : Setting.VARIABLE_PREFIX + near);
    }

    private static String withoutPrefix(String variable) {
        return variable.substring(Setting.VARIABLE_PREFIX.length());
    }

    private static String didYouMean(@Nullable String near) {
        return near == null ? "" : "; did you mean " + near + "?";
    }
}
