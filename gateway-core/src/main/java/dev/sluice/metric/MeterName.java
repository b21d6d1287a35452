package dev.sluice.metric;

import dev.sluice.metric.Label.Authentication;
import dev.sluice.metric.Label.Breach;
import dev.sluice.metric.Label.Close;
import dev.sluice.metric.Label.Drop;
import dev.sluice.metric.Label.Handshake;
import dev.sluice.metric.Label.Initiator;
import dev.sluice.metric.Label.Kind;
import dev.sluice.metric.Label.Movement;
import dev.sluice.metric.Label.Pause;
import dev.sluice.metric.Label.PublishCheck;
import dev.sluice.metric.Label.Recovery;
import dev.sluice.metric.Label.SlowConsumer;
import java.util.List;

/** Every number that a lane counts, with the name, the help text and the labels under which it is scraped. */
@SuppressWarnings({"EnumOrdinal", "ImmutableEnumChecker"
}) // ordinals index arrays that are made here; the lists are List.of
public enum MeterName {
    CONNECTIONS(Type.GAUGE, "connections", "Open WebSocket connections"),
    CONNECTIONS_OPENED(Type.COUNTER, "connections_opened", "WebSocket connections opened"),
    CONNECTIONS_CLOSED(
            Type.COUNTER,
            "connections_closed",
            "WebSocket connections closed, by close code and by who began",
            new LabelSet("code", Close.values()),
            new LabelSet("initiator", Initiator.values())),
    HANDSHAKES(
            Type.COUNTER,
            "handshakes",
            "Connections that opened a WebSocket or failed to, by how that ended; page loads do not count",
            new LabelSet("result", Handshake.values())),
    AUTHENTICATIONS(
            Type.COUNTER,
            "authentications",
            "Tokens that clients have shown, or should have shown, by what became of them; none where no token is asked for",
            new LabelSet("result", Authentication.values())),
    MESSAGES_RECEIVED(
            Type.COUNTER,
            "messages_received",
            "Messages and control frames received from clients",
            new LabelSet("kind", Kind.values())),
    MESSAGES_SENT(
            Type.COUNTER,
            "messages_sent",
            "Messages and control frames written to clients",
            new LabelSet("kind", Kind.values())),
    RECEIVED_BYTES(Type.COUNTER, "received_bytes", "WebSocket bytes received, headers included"),
    SENT_BYTES(Type.COUNTER, "sent_bytes", "WebSocket bytes written, headers included"),
    FRAME_LATENCY(
            Type.HISTOGRAM,
            "frame_latency_seconds",
            "From the read of a data frame to the write of all that it caused on its lane"),
    FANOUT_LATENCY(
            Type.HISTOGRAM,
            "fanout_latency_seconds",
            "From the read of a publication to the write to the last member, one sample for each event loop with members"),
    FANOUT_RECIPIENTS(
            Type.SIZE_HISTOGRAM,
            "fanout_recipients",
            "Members that a publication was written to, one sample for each event loop that has members of its room"),
    PING_RTT(Type.HISTOGRAM, "ping_rtt_seconds", "From a server ping to its pong"),
    MESSAGES_DROPPED(
            Type.COUNTER,
            "messages_dropped",
            "Deliveries that were not written, by reason",
            new LabelSet("reason", Drop.values())),
    SLOW_CONSUMERS(
            Type.COUNTER,
            "slow_consumers",
            "Readers that were closed, or lost messages, because they were behind",
            new LabelSet("policy", SlowConsumer.values())),
    PROTOCOL_ERRORS(
            Type.COUNTER,
            "protocol_errors",
            "Connections closed by the gateway for what the client sent",
            new LabelSet("reason", Breach.values())),
    COMPRESSION_INPUT_BYTES(
            Type.COUNTER, "compression_input_bytes", "Payload bytes of messages before they were compressed"),
    COMPRESSION_OUTPUT_BYTES(
            Type.COUNTER,
            "compression_output_bytes",
            "Payload bytes of the same messages, compressed; once for a room"),
    COMMAND_ERRORS(Type.COUNTER, "command_errors", "Envelope commands that were answered by an error"),
    ROOMS(Type.GAUGE, "rooms", "Rooms with at least one member"),
    MEMBERSHIPS(Type.GAUGE, "memberships", "Memberships of sessions in rooms"),
    HISTORY_BYTES(Type.GAUGE, "history_bytes", "Memory of what rooms remember: messages, publish keys, and the rooms"),
    HISTORY_MESSAGES(Type.GAUGE, "history_messages", "Messages that rooms remember"),
    HISTORY_EVICTIONS(Type.COUNTER, "history_evictions", "Times that a room forgot everything to make room for others"),
    RECOVERIES(
            Type.COUNTER,
            "recoveries",
            "Joins that asked for what had been missed, by result; overtaken ones began as recovered",
            new LabelSet("result", Recovery.values())),
    PUBLISH_DUPLICATES(
            Type.COUNTER, "publish_duplicates", "Publications that came again with their key, and went to nobody"),
    PUBLISH_CHECKS(
            Type.COUNTER,
            "publish_checks",
            "Messages about which the backend was asked, by what came of it; over-limit: it was not, because too many waited",
            new LabelSet("result", PublishCheck.values())),
    PRESENCE_EVENTS(
            Type.COUNTER,
            "presence_events",
            "Events that told a room's members of others, once for each event, by what they told",
            new LabelSet("kind", Movement.values())),
    PRESENCE_MEMBERS(
            Type.COUNTER, "presence_members", "Members that were listed, in answers to presence and in events"),
    PENDING_BYTES(Type.GAUGE, "pending_bytes", "Bytes that wait for clients, each client as of its last ping"),
    BUFFERED_BYTES(
            Type.GAUGE,
            "buffered_bytes",
            "Memory of messages that have come in part, and of what clients have not taken"),
    READING_PAUSES(
            Type.COUNTER,
            "reading_pauses",
            "Times that a client was not read from for a while, by reason",
            new LabelSet("reason", Pause.values())),
    MEMORY_EXHAUSTED(
            Type.COUNTER,
            "memory_exhausted",
            "Connections closed because there was no direct memory left for their bytes"),
    LANE_LAG(Type.HISTOGRAM, "lane_lag_seconds", "How late a lane ran its regular tick");

    /** What a name measures. Histograms of time are in seconds, of sizes in their own unit. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        SIZE_HISTOGRAM
    }

    /** A label's name and its possible values, in the order of their enum. */
    public record LabelSet(String name, List<Label> values) {
        LabelSet(String name, Label... values) {
            this(name, List.of(values));
        }
    }

    private static final int[] FIRST_SLOTS = firstSlots();

    private final Type type;
    private final String text;
    private final String help;
    private final List<LabelSet> labels;

    MeterName(Type type, String text, String help, LabelSet... labels) {
        this.type = type;
        this.text = text;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** What it is: counter, gauge or histogram. */
    public Type type() {
        return type;
    }

    /** The name without the {@code gateway_} prefix and without a counter's {@code _total}. */
    public String text() {
        return text;
    }

    /** One line for whoever reads the scrape. */
    public String help() {
        return help;
    }

    /** Its labels, none to two. */
    public List<LabelSet> labels() {
        return labels;
    }

    static int totalSlots() {
        return FIRST_SLOTS[FIRST_SLOTS.length - 1];
    }

    int firstSlot() {
        return FIRST_SLOTS[ordinal()];
    }

    /** Numbers that it takes: one for each combination of labels; a histogram's buckets, sum and count. */
    int slots() {
        if (type == Type.HISTOGRAM || type == Type.SIZE_HISTOGRAM) {
            return Buckets.SLOTS;
        }
        int combinations = 1;
        for (LabelSet label : labels) {
            combinations *= label.values().size();
        }
        return combinations;
    }

    private static int[] firstSlots() {
        MeterName[] meters = values();
        int[] first = new int[meters.length + 1];
        for (int i = 0; i < meters.length; i++) {
            first[i + 1] = first[i] + meters[i].slots();
        }
        return first;
    }
}
