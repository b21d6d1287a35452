package dev.sluice.server.config;

import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the rules of rooms of what was written for them; where that is not sound, as much as can be made of it. */
final class NamespaceReader {
    private static final int LARGEST_MESSAGES = 16;

    private NamespaceReader() {}

    static Namespaces read(Written written) {
        Namespaces.Builder all = Namespaces.builder();
        if (written.valueOf(Settings.CLOSED)) {
            all.closed();
        }
        Set<String> names = new HashSet<>();
        for (NamespaceBlock block : written.valueOf(Settings.NAMESPACES)) {
            RoomRules rules = rules(block.values(), written.valueOf(Settings.MAX_MESSAGE_BYTES));
            if (!block.name().isEmpty() && names.add(block.name())) {
                all.add(block.name(), rules);
            }
            if (block.values().valueOf(NamespaceSettings.DEFAULT)) {
                all.elsewhere(rules);
            }
        }
        return all.build();
    }

    /** The bytes of the largest message that a room of the namespace takes. */
    static int largestMessage(Written block, int messageBytes) {
        int own = block.valueOf(NamespaceSettings.MESSAGE_BYTES);
        return own == 0 ? messageBytes : Math.min(own, messageBytes);
    }

    private static RoomRules rules(Written block, int messageBytes) {
        boolean presence = block.valueOf(NamespaceSettings.PRESENCE);
        return RoomRules.builder()
                .history(history(block, messageBytes))
                .presence(presence)
                .arrivals(presence && block.valueOf(NamespaceSettings.ARRIVALS))
                .sender(block.valueOf(NamespaceSettings.SENDER))
                .slowConsumer(block.valueOf(NamespaceSettings.SLOW_CONSUMER))
                .access(new AccessRules(
                        block.valueOf(NamespaceSettings.JOIN),
                        block.valueOf(NamespaceSettings.PUBLISH),
                        block.valueOf(NamespaceSettings.READ_HISTORY),
                        block.valueOf(NamespaceSettings.READ_PRESENCE),
                        block.valueOf(NamespaceSettings.RAW),
                        block.valueOf(NamespaceSettings.ASK_PUBLISH)))
                .messageBytes(block.valueOf(NamespaceSettings.MESSAGE_BYTES))
                .members(block.valueOf(NamespaceSettings.MEMBERS))
                .build();
    }

    private static HistoryRules history(Written block, int messageBytes) {
        int messages = block.valueOf(NamespaceSettings.HISTORY_MESSAGES);
        if (messages == 0) {
            return HistoryRules.NONE;
        }
        Written.@Nullable Value<Long> bytes = block.find(NamespaceSettings.HISTORY_BYTES);
        return new HistoryRules(
                messages,
                bytes == null ? derivedBytes(largestMessage(block, messageBytes)) : bytes.value(),
                block.valueOf(NamespaceSettings.HISTORY_TTL));
    }

    private static long derivedBytes(int largestMessage) {
        long wanted = Math.max(NamespaceSettings.HISTORY_BYTES.fallback(), (long) LARGEST_MESSAGES * largestMessage);
        return Math.min(wanted, Size.GIB);
    }
}
