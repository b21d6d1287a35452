package dev.sluice.server.config;

import dev.sluice.limit.Limits;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.handshake.AllowedOrigins;
import dev.sluice.protocol.peer.AddressRanges;
import dev.sluice.server.api.ApiKeys;
import dev.sluice.server.log.LogConfig;
import dev.sluice.session.Liveness;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.caller.ProxyProtocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was written, the stronger source over the weaker, and every problem met on the way. Sources write in the order of their
 * strength, the weakest first. Confined to one call of the loader.
 */
final class Written {
    private final Map<String, Value<?>> values = new HashMap<>();
    private final Set<String> bad = new HashSet<>();
    private final List<String> problems;

    Written() {
        this(new ArrayList<>());
    }

    private Written(List<String> problems) {
        this.problems = problems;
    }

    /** For a part with settings of its own, whose problems are among these. */
    Written part() {
        return new Written(problems);
    }

    /**
     * A value, where it stands and how.
     *
     * @param value as read
     * @param text as written
     * @param origin where
     */
    record Value<T>(T value, String text, Origin origin) {}

    /**
     * An element of a list.
     *
     * @param scalar as written
     * @param origin where
     */
    record Placed(Scalar scalar, Origin origin) {}

    /** Takes a value over all that was written for the setting before; a bad one is a problem, and changes nothing. */
    <T> void write(Setting<T> setting, Scalar scalar, Origin origin) {
        try {
            values.put(setting.key(), new Value<>(setting.type().read(scalar), scalar.text(), origin));
        } catch (BadValueException e) {
            refuse(setting, origin, e.what());
        }
    }

    /** The same for a list of the file, whose elements have their own places. */
    <T> void write(Setting<?> setting, ListOf<T> type, List<Placed> elements, Origin origin) {
        List<T> list = new ArrayList<>();
        boolean sound = true;
        for (Placed element : elements) {
            try {
                list.add(type.element().read(element.scalar()));
            } catch (BadValueException e) {
                refuse(setting, element.origin(), e.what());
                sound = false;
            }
        }
        if (sound) {
            String text = String.join(
                    ListOf.SEPARATOR,
                    elements.stream().map(element -> element.scalar().text()).toList());
            values.put(setting.key(), new Value<>(List.copyOf(list), text, origin));
        }
    }

    /** The same for the namespaces of the file. */
    void write(Setting<List<NamespaceBlock>> setting, List<NamespaceBlock> blocks, Origin origin) {
        values.put(
                setting.key(), new Value<>(List.copyOf(blocks), setting.type().write(blocks), origin));
    }

    /** Notes that somebody tried to write the setting, and what was wrong with it. */
    void refuse(Setting<?> setting, Origin origin, String what) {
        bad.add(setting.key());
        problem(origin.problem(setting.key(), what));
    }

    void problem(String line) {
        problems.add(Excerpt.oneLine(line));
    }

    List<String> problems() {
        return problems;
    }

    /** Whether nothing that was written for the setting is bad, so that other checks may rely on its value. */
    boolean isSound(Setting<?> setting) {
        return !bad.contains(setting.key());
    }

    /** The value that counts, or null when the setting is written nowhere. */
    @SuppressWarnings("unchecked") // A key has one setting, and write() keeps its type.
    <T> @Nullable Value<T> find(Setting<T> setting) {
        return (Value<T>) values.get(setting.key());
    }

    /** The configuration as it stands; meaningful when there is no problem. */
    ServerConfig toConfig() {
        return new ServerConfig(
                valueOf(Settings.LISTEN),
                valueOf(Settings.MANAGEMENT),
                valueOf(Settings.TRANSPORT),
                valueOf(Settings.LANES_COUNT),
                valueOf(Settings.PLAYGROUND),
                valueOf(Settings.ECHO),
                liveness(),
                limits(),
                compression(),
                callers(),
                new LogConfig(valueOf(Settings.LOG_FORMAT), valueOf(Settings.LOG_LEVEL)),
                TlsChecks.files(this),
                NamespaceReader.read(this),
                AuthSettings.rules(this),
                ApiKeys.of(valueOf(Settings.API_KEYS)),
                WebhookSettings.rules(this),
                DrainSettings.rules(this),
                changes());
    }

    private Map<String, String> changes() {
        Map<String, String> changes = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            change(setting).ifPresent(value -> changes.put(setting.key(), value));
        }
        return Collections.unmodifiableMap(changes);
    }

    private <T> Optional<String> change(Setting<T> setting) {
        T value = valueOf(setting);
        return value.equals(setting.fallback()) ? Optional.empty() : Optional.of(setting.shown(value));
    }

    private Liveness liveness() {
        return new Liveness(
                valueOf(Settings.PING_INTERVAL), valueOf(Settings.PONG_TIMEOUT), valueOf(Settings.HANDSHAKE_TIMEOUT));
    }

    private Limits limits() {
        Limits.Builder limits = Limits.builder()
                .connections(valueOf(Settings.MAX_CONNECTIONS))
                .messageBytes(valueOf(Settings.MAX_MESSAGE_BYTES))
                .fragments(valueOf(Settings.MAX_FRAGMENTS))
                .roomsPerSession(valueOf(Settings.MAX_ROOMS_PER_SESSION))
                .pendingBytes(valueOf(Settings.MAX_PENDING_BYTES))
                .controlFramesPerSecond(valueOf(Settings.MAX_CONTROL_FRAMES_PER_SECOND))
                .connectionsPerIp(valueOf(Settings.MAX_CONNECTIONS_PER_IP))
                .concurrentHandshakes(valueOf(Settings.MAX_CONCURRENT_HANDSHAKES))
                .handshakesPerSecond(valueOf(Settings.MAX_HANDSHAKES_PER_SECOND))
                .bufferedBytes(valueOf(Settings.MAX_BUFFERED_BYTES))
                .messagesPerSecond(valueOf(Settings.MAX_MESSAGES_PER_SECOND))
                .bytesPerSecond(valueOf(Settings.MAX_BYTES_PER_SECOND))
                .historyBytes(valueOf(Settings.MAX_HISTORY_BYTES));
        SharedSettings.read(this, limits);
        return limits.build();
    }

    private Compression compression() {
        return new Compression(
                valueOf(Settings.COMPRESSION),
                valueOf(Settings.COMPRESSION_THRESHOLD),
                valueOf(Settings.CONTEXT_TAKEOVER),
                valueOf(Settings.WINDOW_BITS));
    }

    private CallerRules callers() {
        AddressRanges trusted = new AddressRanges(valueOf(Settings.TRUSTED_PROXIES));
        // A header that nobody may send is a problem, which has been told; no rules can be made of it.
        ProxyProtocol protocol = trusted.isEmpty() ? ProxyProtocol.OFF : valueOf(Settings.PROXY_PROTOCOL);
        return new CallerRules(new AllowedOrigins(valueOf(Settings.ORIGINS)), protocol, trusted);
    }

    /** What was written, or the default. */
    <T> T valueOf(Setting<T> setting) {
        Value<T> written = find(setting);
        return written == null ? setting.fallback() : written.value();
    }
}
