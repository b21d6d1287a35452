package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.limit.Limits;
import dev.sluice.message.MessageKind;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.testing.Bytes;
import dev.sluice.testing.FakeLink;
import dev.sluice.testing.ManualLanes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Sessions from the handshake to the end, and the house-keeping of their lane. */
class SessionsTest {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final int SLICES = 10;

    private final ManualLanes lanes = new ManualLanes(1);
    private final LaneMeters meters = new LaneMeters();
    private final Sessions sessions = new Sessions(
            lanes.lane(0),
            meters,
            Limits.defaults(),
            new Liveness(INTERVAL, Duration.ofHours(1), Duration.ofSeconds(1)),
            new Random(1));
    private final FakeLink link = new FakeLink();

    @Test
    void a_session_lives_from_its_opening_to_its_end_which_comes_once() {
        List<CloseReason> ends = new ArrayList<>();
        Session session = sessions.open(link, opened -> new Conversation() {
            @Override
            public void onMessage(MessageKind kind, ByteBuf payload) {
                opened.send(kind, payload.copy());
            }

            @Override
            public void onClosed(CloseReason reason) {
                ends.add(reason);
            }
        });
        session.onMessage(MessageKind.BINARY, Bytes.buffer("01"));
        session.sendText("ä");
        assertThat(link.sent()).containsExactly("0x01", "ä");
        assertThat(total(MeterName.CONNECTIONS)).isEqualTo(1);
        sessions.end(session, CloseReason.NORMAL);
        sessions.end(session, CloseReason.INTERNAL);
        assertThat(ends).containsExactly(CloseReason.NORMAL);
        assertThat(total(MeterName.CONNECTIONS)).isZero();
        assertThat(total(MeterName.CONNECTIONS_OPENED)).isEqualTo(1);
    }

    @Test
    void sending_releases_the_payload() {
        ByteBuf payload = Unpooled.buffer().writeByte(1);
        sessions.open(link, opened -> silent()).send(MessageKind.BINARY, payload);
        assertThat(payload.refCnt()).isZero();
    }

    @Test
    void an_echo_sends_back_what_it_gets() {
        Session session = sessions.open(link, EchoConversation::new);
        session.onMessage(MessageKind.TEXT, Bytes.buffer("6869"));
        session.onMessage(MessageKind.BINARY, Bytes.buffer("00"));
        assertThat(link.sent()).containsExactly("hi", "0x00");
    }

    @Test
    void the_round_trip_of_a_ping_is_told_once_and_only_for_the_last_one() {
        Session session = sessions.open(link, opened -> silent());
        assertThat(session.onPong(0, 0)).as("never pinged").isEqualTo(-1);
        sweepAnInterval();
        long number = link.pings().get(0);
        assertThat(session.onPong(number + 1, number + 5)).isEqualTo(-1);
        assertThat(session.onPong(number, number + 5)).isEqualTo(5);
        assertThat(session.onPong(number, number + 9)).isEqualTo(-1);
        sweepAnInterval();
        assertThat(session.onPong(number, number + 9)).as("an old one").isEqualTo(-1);
    }

    @Test
    void when_the_gateway_stops_all_are_sent_away_and_who_comes_late_too() {
        List<String> gone = new ArrayList<>();
        Session session = sessions.open(link, opened -> silent());
        sessions.stop(() -> gone.add("gone"));
        assertThat(link.closes()).extracting(CloseReason::code).containsExactly(CloseCode.RESTART);
        FakeLink late = new FakeLink();
        Session lateSession = sessions.open(late, opened -> silent());
        assertThat(late.closes()).extracting(CloseReason::code).containsExactly(CloseCode.RESTART);
        sessions.end(session, CloseReason.RESTART);
        assertThat(gone).isEmpty();
        sessions.end(lateSession, CloseReason.RESTART);
        assertThat(gone).containsExactly("gone");
        sessions.end(sessions.open(late, opened -> silent()), CloseReason.RESTART);
        assertThat(gone).as("told once").containsExactly("gone");
    }

    @Test
    void an_empty_lane_has_stopped_at_once() {
        List<String> gone = new ArrayList<>();
        sessions.stop(() -> gone.add("gone"));
        assertThat(gone).containsExactly("gone");
    }

    @Test
    void sessions_that_end_as_they_are_sent_away_do_not_disturb_the_others() {
        List<FakeLink> links = new ArrayList<>();
        Map<FakeLink, Session> open = new HashMap<>();
        for (int i = 0; i < 3 * SLICES; i++) {
            FakeLink one = new FakeLink();
            links.add(one);
            open.put(one, sessions.open(one, opened -> silent()));
        }
        sessions.stop(() -> {});
        links.forEach(one -> sessions.end(open.get(one), CloseReason.RESTART));
        assertThat(links).allSatisfy(one -> assertThat(one.closes()).hasSize(1));
        assertThat(total(MeterName.CONNECTIONS)).isZero();
    }

    @Test
    void a_conversation_that_fails_to_end_leaves_no_session_behind() {
        Session session = sessions.open(link, opened -> new Conversation() {
            @Override
            public void onMessage(MessageKind kind, ByteBuf payload) {}

            @Override
            public void onClosed(CloseReason reason) {
                throw new IllegalStateException("on purpose");
            }
        });
        assertThatThrownBy(() -> sessions.end(session, CloseReason.NORMAL)).hasMessage("on purpose");
        nothingIsLeft();
    }

    @Test
    void a_conversation_that_fails_to_open_leaves_no_session_behind() {
        assertThatThrownBy(() -> sessions.open(link, opened -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        nothingIsLeft();
    }

    @Test
    void what_waits_for_clients_is_measured_once_an_interval() {
        FakeLink other = new FakeLink();
        Session session = sessions.open(link, opened -> silent());
        sessions.open(other, opened -> silent());
        link.pendingBytes(100);
        other.pendingBytes(20);
        sweepAnInterval();
        assertThat(total(MeterName.PENDING_BYTES)).isEqualTo(120);
        other.pendingBytes(3);
        sessions.end(session, CloseReason.NORMAL);
        sweepAnInterval();
        assertThat(total(MeterName.PENDING_BYTES)).isEqualTo(3);
    }

    /** Whoever is taken out of a slice, the others keep their places: all are pinged once, nobody twice. */
    @Property(tries = 200)
    void whoever_goes_everybody_else_is_still_pinged_once_an_interval(@ForAll long seed) {
        Random random = new Random(seed);
        SessionsTest house = new SessionsTest();
        List<FakeLink> links = new ArrayList<>();
        List<Session> open = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            for (int i = random.nextInt(20); i > 0; i--) {
                FakeLink one = new FakeLink();
                links.add(one);
                open.add(house.sessions.open(one, opened -> silent()));
            }
            for (int i = random.nextInt(20); i > 0 && !open.isEmpty(); i--) {
                int leaver = random.nextInt(open.size());
                links.remove(leaver);
                house.sessions.end(open.remove(leaver), CloseReason.NORMAL);
            }
            links.forEach(one -> one.pings().clear());
            house.sweepAnInterval();
            assertThat(links).allSatisfy(one -> assertThat(one.pings()).hasSize(1));
            open.forEach(session -> session.onRead(0));
        }
        assertThat(house.total(MeterName.CONNECTIONS)).isEqualTo(open.size());
    }

    private void nothingIsLeft() {
        sweepAnInterval();
        assertThat(link.pings()).isEmpty();
        assertThat(total(MeterName.CONNECTIONS)).isZero();
        List<String> gone = new ArrayList<>();
        sessions.stop(() -> gone.add("gone"));
        assertThat(gone).containsExactly("gone");
    }

    /** One sweep for each slice; nobody is overdue for an hour. */
    private void sweepAnInterval() {
        for (int slice = 0; slice < SLICES; slice++) {
            lanes.pass(INTERVAL.dividedBy(SLICES));
            sessions.sweep(lanes.nowNanos());
        }
    }

    private long total(MeterName meter) {
        return MeterReading.of(List.of(meters)).total(meter);
    }

    private static Conversation silent() {
        return (kind, payload) -> {};
    }
}
