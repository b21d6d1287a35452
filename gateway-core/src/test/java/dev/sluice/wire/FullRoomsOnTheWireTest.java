package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a client may do in a room with few places before it has got all that it has missed. */
class FullRoomsOnTheWireTest {
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]+)\"");

    /** More than a page, so that not all of them come with the first answer. */
    private static final int MESSAGES = 40;

    private static final RoomRules FOR_TWO = RoomRules.builder()
            .members(2)
            .presence(true)
            .history(new HistoryRules(MESSAGES, 1 << 20, Duration.ofMinutes(1)))
            .build();

    @Test
    void who_waits_to_join_a_full_room_is_not_told_who_is_in_it() throws IOException {
        try (Gateway gateway = start();
                RawClient host = envelope(gateway);
                RawClient other = envelope(gateway);
                RawClient late = envelope(gateway)) {
            String epoch = fill(host, "talk");
            ask(host, join("full", ""));
            ask(other, join("full", ""));
            late.say(frame(join("talk", since(epoch)))
                    + frame(join("full", since("none")))
                    + frame("{'type':'presence','id':2,'room':'full'}"));
            assertThat(nextWith(late, "\"id\":2"))
                    .startsWith("{\"type\":\"error\"")
                    .contains("not-a-member")
                    .contains("behind its joined");
            assertThat(nextWith(late, "\"error\"")).contains("unavailable").contains("the room is full");
        }
    }

    @Test
    void who_has_joined_may_publish_and_see_the_others_while_it_still_gets_what_it_has_missed() throws IOException {
        try (Gateway gateway = start();
                RawClient host = envelope(gateway);
                RawClient late = envelope(gateway)) {
            String epoch = fill(host, "talk");
            late.say(frame(join("talk", since(epoch)))
                    + frame("{'type':'presence','id':2,'room':'talk'}")
                    + frame("{'type':'publish','id':3,'room':'talk','data':'me, too'}"));
            assertThat(nextWith(late, "\"id\":2"))
                    .startsWith("{\"type\":\"presence\"")
                    .contains("\"count\":2");
            assertThat(nextWith(late, "\"id\":3")).startsWith("{\"type\":\"published\"");
            assertThat(nextWith(late, "me, too")).contains("\"offset\":" + (MESSAGES + 1));
        }
    }

    /** Fills a room's history; the room's epoch. */
    private static String fill(RawClient host, String room) throws IOException {
        String joined = ask(host, join(room, ""));
        String data = "x".repeat(4096);
        for (int i = 1; i <= MESSAGES; i++) {
            host.say(frame("{'type':'publish','room':'" + room + "','data':'" + data + "'}"));
            assertThat(host.readFrame().text()).contains("\"offset\":" + i);
        }
        Matcher epoch = EPOCH.matcher(joined);
        assertThat(epoch.find()).isTrue();
        return epoch.group(1);
    }

    private static String ask(RawClient client, String message) throws IOException {
        return client.say(frame(message)).readFrame().text();
    }

    private static String nextWith(RawClient client, String what) throws IOException {
        String text = client.readFrame().text();
        while (!text.contains(what)) {
            text = client.readFrame().text();
        }
        return text;
    }

    private static String join(String room, String since) {
        return "{'type':'join','id':1,'room':'" + room + "'" + since + "}";
    }

    private static String since(String epoch) {
        return ",'since':{'epoch':'" + epoch + "','offset':0}";
    }

    private static String frame(String quotedSingly) {
        byte[] payload = quotedSingly.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new String(RawClient.frame(0x81, payload), StandardCharsets.ISO_8859_1);
    }

    private static RawClient envelope(Gateway gateway) throws IOException {
        RawClient client = RawClient.open(gateway, "/ws");
        assertThat(client.readFrame().text()).contains("\"welcome\"");
        return client;
    }

    private static Gateway start() throws IOException {
        return Gateway.start(
                Gateways.options().lanes(1).namespaces(new Namespaces(FOR_TWO)).build());
    }
}
