package dev.sluice.server.config;

import dev.sluice.namespace.Audience;
import dev.sluice.namespace.JoinRule;
import dev.sluice.namespace.SenderRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What no value of a namespace shows alone: what needs what, and whether two namespaces contradict each other. */
final class NamespaceChecks {
    private NamespaceChecks() {}

    static void run(Written written) {
        List<NamespaceBlock> blocks = written.valueOf(Settings.NAMESPACES);
        Map<String, NamespaceBlock> names = new HashMap<>();
        NamespaceBlock fallback = null;
        for (NamespaceBlock block : blocks) {
            checkName(block, names);
            if (block.values().valueOf(NamespaceSettings.DEFAULT)) {
                checkSingle(block, fallback);
                fallback = fallback == null ? block : fallback;
            }
            checkHistory(block.values());
            checkPresence(block.values());
            checkSizes(written, block.values());
            checkTokens(written, block.values());
            checkQuestions(written, block.values());
        }
        if (written.isSound(Settings.NAMESPACES)) {
            checkClosed(written, blocks, fallback);
        }
    }

    private static void checkName(NamespaceBlock block, Map<String, NamespaceBlock> names) {
        if (!block.values().isSound(NamespaceSettings.NAME)) {
            return;
        }
        if (block.name().isEmpty()) {
            block.values().problem(block.origin().problem(NamespaceSettings.NAME.key(), "a namespace needs a name"));
            return;
        }
        NamespaceBlock first = names.putIfAbsent(block.name(), block);
        if (first != null) {
            String what = "declared twice, first in line " + first.origin().line();
            problem(block.values(), NamespaceSettings.NAME, what);
        }
    }

    private static void checkSingle(NamespaceBlock block, @Nullable NamespaceBlock first) {
        if (first != null) {
            String what = "all other rooms are in one namespace, and line "
                    + first.origin().line() + " begins it already";
            problem(block.values(), NamespaceSettings.DEFAULT, what);
        }
    }

    private static void checkHistory(Written block) {
        if (!block.isSound(NamespaceSettings.HISTORY_MESSAGES)
                || block.valueOf(NamespaceSettings.HISTORY_MESSAGES) > 0) {
            return;
        }
        for (Setting<?> setting : List.of(
                NamespaceSettings.HISTORY_BYTES, NamespaceSettings.HISTORY_TTL, NamespaceSettings.READ_HISTORY)) {
            problem(block, setting, "is not looked at without " + NamespaceSettings.HISTORY_MESSAGES.key());
        }
    }

    private static void checkPresence(Written block) {
        if (!block.isSound(NamespaceSettings.PRESENCE) || block.valueOf(NamespaceSettings.PRESENCE)) {
            return;
        }
        if (block.valueOf(NamespaceSettings.ARRIVALS)) {
            problem(block, NamespaceSettings.ARRIVALS, "needs presence: true, or the room does not know who they are");
        }
        problem(block, NamespaceSettings.READ_PRESENCE, "is not looked at without presence: true");
    }

    private static void checkSizes(Written written, Written block) {
        if (!written.isSound(Settings.MAX_MESSAGE_BYTES) || !block.isSound(NamespaceSettings.MESSAGE_BYTES)) {
            return;
        }
        int most = written.valueOf(Settings.MAX_MESSAGE_BYTES);
        if (block.valueOf(NamespaceSettings.MESSAGE_BYTES) > most) {
            String what = "more than " + Settings.MAX_MESSAGE_BYTES.key() + " lets in, "
                    + Settings.MAX_MESSAGE_BYTES.type().write(most);
            problem(block, NamespaceSettings.MESSAGE_BYTES, what);
        }
        int largest = NamespaceReader.largestMessage(block, most);
        Written.@Nullable Value<Long> history = block.find(NamespaceSettings.HISTORY_BYTES);
        if (history != null && history.value() < largest) {
            String what = history.text() + " has no room for the largest message that the rooms take, "
                    + Settings.MAX_MESSAGE_BYTES.type().write(largest);
            problem(block, NamespaceSettings.HISTORY_BYTES, what);
        }
    }

    private static void checkTokens(Written written, Written block) {
        boolean none = written.valueOf(Settings.AUTH_MODE).equals(Settings.AUTH_MODE.fallback());
        if (!written.isSound(Settings.AUTH_MODE) || !none) {
            return;
        }
        String what = "with auth.mode: none nobody has a token";
        if (block.valueOf(NamespaceSettings.JOIN) == JoinRule.TOKEN) {
            problem(block, NamespaceSettings.JOIN, what);
        }
        if (block.valueOf(NamespaceSettings.SENDER) == SenderRule.USER) {
            problem(block, NamespaceSettings.SENDER, what);
        }
        for (Setting<Audience> setting :
                List.of(NamespaceSettings.PUBLISH, NamespaceSettings.READ_HISTORY, NamespaceSettings.READ_PRESENCE)) {
            if (block.valueOf(setting) == Audience.TOKEN) {
                problem(block, setting, what);
            }
        }
    }

    private static void checkQuestions(Written written, Written block) {
        if (!block.valueOf(NamespaceSettings.ASK_PUBLISH)) {
            return;
        }
        if (written.isSound(WebhookSettings.URL)
                && written.valueOf(WebhookSettings.URL).isEmpty()) {
            problem(block, NamespaceSettings.ASK_PUBLISH, "needs webhooks.url, or there is nobody to ask");
        } else if (block.valueOf(NamespaceSettings.PUBLISH) == Audience.BACKEND) {
            problem(block, NamespaceSettings.ASK_PUBLISH, "no client may publish there, so that nobody is asked");
        }
    }

    private static void checkClosed(Written written, List<NamespaceBlock> blocks, @Nullable NamespaceBlock fallback) {
        if (!written.valueOf(Settings.CLOSED)) {
            return;
        }
        if (blocks.isEmpty()) {
            problem(written, Settings.CLOSED, "without namespaces no room could be joined");
        } else if (fallback != null) {
            String what = "no room is outside, because line "
                    + fallback.origin().line() + " begins a namespace for all others";
            problem(written, Settings.CLOSED, what);
        }
    }

    private static void problem(Written written, Setting<?> setting, String what) {
        Written.@Nullable Value<?> value = written.find(setting);
        if (value != null) {
            written.problem(value.origin().problem(setting.key(), what));
        }
    }
}
