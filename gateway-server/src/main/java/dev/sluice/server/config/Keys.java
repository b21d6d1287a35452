package dev.sluice.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the server's settings by what people write for them: keys, sections of keys, and environment variables. */
final class Keys {
    static final KeyTable TABLE = new KeyTable(Settings.ALL);

    private static final Map<String, Setting<?>> BY_VARIABLE = new LinkedHashMap<>();

    static {
        for (Setting<?> setting : Settings.ALL) {
            BY_VARIABLE.put(setting.variable(), setting);
        }
    }

    private Keys() {}

    static @Nullable Setting<?> byKey(String key) {
        return TABLE.byKey(key);
    }

    static @Nullable Setting<?> byVariable(String variable) {
        return BY_VARIABLE.get(variable);
    }

    /** Whether keys lie below this one: {@code limits}. */
    static boolean isSection(String key) {
        return TABLE.isSection(key);
    }

    /** Whether what is written at a section may be meant for a key below it that is a secret. */
    static boolean holdsSecret(String section) {
        return TABLE.holdsSecret(section);
    }

    /** What may stand below a section, for a problem. */
    static String below(String section) {
        return TABLE.below(section);
    }

    /** The problem with a key that is none. */
    static String unknownKey(String key) {
        return TABLE.unknownKey(key);
    }

    /** The problem with a variable that is none. */
    static String unknownVariable(String variable) {
        List<String> names = new ArrayList<>();
        for (String known : BY_VARIABLE.keySet()) {
            names.add(withoutPrefix(known));
        }
        String near = Spelling.nearest(withoutPrefix(variable), names);
        return "unknown variable" + Spelling.didYouMean(near == null ? null : Setting.VARIABLE_PREFIX + near);
    }

    private static String withoutPrefix(String variable) {
        return variable.substring(Setting.VARIABLE_PREFIX.length());
    }
}
