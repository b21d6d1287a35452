package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.auth.Identity;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.auth.TokenCheck;
import dev.sluice.auth.Verdict;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.command.CommandDispatcher;
import dev.sluice.limit.Limits;
import dev.sluice.message.MessageKind;
import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import dev.sluice.testing.FakeLink;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.Tokens;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session whose lane asks for tokens, on a clock that a test moves. */
class TokenSessionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ManualRooms rooms = new ManualRooms(1);
    private final LaneMeters meters = new LaneMeters();
    private final Sessions sessions =
            new Sessions(rooms.lanes().lane(0), meters, Limits.defaults(), Liveness.defaults(), new Random(1));
    private final FakeLink link = new FakeLink();

    TokenSessionTest() {
        sessions.guard(new TokenCheck(new Tokens(), Optional.empty()), PATIENCE);
    }

    @Test
    void the_first_message_brings_the_token_and_the_welcome_comes_behind_it() {
        Session session = open(null);
        assertThat(link.sent()).isEmpty();
        assertThat(session.identity()).isEqualTo(Identity.ANONYMOUS);
        say(session, "{'type':'refresh','id':1,'token':'alice.3600'}");
        assertThat(link.sent())
                .containsExactly(
                        json("{'type':'welcome','session':'" + session.id()
                                + "','ping':25,'user':'alice','expires':1800000000}"),
                        json("{'type':'refreshed','id':1,'expires':1800000000}"));
        assertThat(session.identity().user()).isEqualTo("alice");
        assertThat(link.isReadingPaused()).isFalse();
        assertThat(count(Label.Authentication.ACCEPTED)).isEqualTo(1);
    }

    @Test
    void a_token_of_the_request_is_there_before_the_conversation() {
        List<Identity> seen = new ArrayList<>();
        sessions.open(
                link,
                opened -> {
                    seen.add(opened.identity());
                    return (kind, payload) -> {};
                },
                accepted("alice"));
        assertThat(seen).extracting(Identity::user).containsExactly("alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'join','id':1,'room':'a'}",
                "{'type':'ping','id':1}",
                "{'type':'refresh','id':1}",
                "{'type':'refresh','token':1}",
                "nonsense"
            })
    void anything_else_first_ends_the_session(String first) {
        Session session = open(null);
        say(session, first);
        assertThat(link.closes()).containsExactly(CloseReason.TOKEN_MISSING);
        assertThat(link.sent()).isEmpty();
        assertThat(count(Label.Authentication.MISSING)).isEqualTo(1);
    }

    @Test
    void no_token_in_time_ends_the_session() {
        open(null);
        pass(PATIENCE.minusMillis(1));
        assertThat(link.isClosed()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(link.closes()).containsExactly(CloseReason.TOKEN_MISSING);
    }

    @ParameterizedTest
    @CsvSource({
        "bad.expired, 4001, EXPIRED",
        "bad.signature, 4001, SIGNATURE",
        "bad.unavailable, 1013, UNAVAILABLE",
        "throws, 1013, FAILED",
    })
    void a_bad_first_token_ends_the_session(String token, int code, Label.Authentication result) {
        Session session = open(null);
        say(session, "{'type':'refresh','id':1,'token':'" + token + "'}");
        assertThat(link.closes()).extracting(CloseReason::code).containsExactly(code);
        assertThat(link.closes().get(0).text()).doesNotContain(token);
        assertThat(link.sent()).isEmpty();
        assertThat(count(result)).isEqualTo(1);
    }

    @Test
    void a_token_that_is_too_large_is_not_looked_at() {
        Session session = open(null);
        say(session, "{'type':'refresh','token':'" + "a".repeat(8193) + "'}");
        assertThat(link.closes()).extracting(CloseReason::code).containsExactly(4001);
        assertThat(count(Label.Authentication.TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void an_authenticator_that_never_answers_is_given_up() {
        Session session = open(null);
        say(session, "{'type':'refresh','token':'never'}");
        assertThat(link.isReadingPaused()).isTrue();
        pass(PATIENCE);
        assertThat(link.closes()).extracting(CloseReason::code).containsExactly(1013);
    }

    @Test
    void only_the_first_answer_counts() {
        Session session = open(null);
        say(session, "{'type':'refresh','token':'twice'}");
        assertThat(session.identity().user()).isEqualTo("alice");
        assertThat(link.isClosed()).isFalse();
        assertThat(reading().total(MeterName.AUTHENTICATIONS)).isEqualTo(1);
    }

    @Test
    void what_comes_in_the_packet_of_the_token_waits_for_it() {
        Session session = open(null);
        rooms.lanes().lane(0).turn(() -> {
            hear(session, "{'type':'refresh','token':'alice'}");
            hear(session, "{'type':'join','id':1,'room':'a'}");
            hear(session, "{'type':'ping','id':2}");
        });
        assertThat(link.sent())
                .satisfiesExactly(
                        first -> assertThat(first).contains("welcome"),
                        second -> assertThat(second).contains("joined"),
                        third -> assertThat(third).contains("pong"));
        assertThat(rooms.lanes().lane(0).memory().pieces().used()).isZero();
    }

    @Test
    void only_so_much_waits_for_a_token() {
        Session session = open(null);
        rooms.lanes().lane(0).turn(() -> {
            hear(session, "{'type':'refresh','token':'never'}");
            for (int i = 0; i < 5 && !link.isClosed(); i++) {
                hear(session, "{'type':'publish','room':'a','data':'" + "x".repeat(60_000) + "'}");
            }
        });
        assertThat(link.closes()).containsExactly(CloseReason.TOO_EARLY);
        end(session);
        assertThat(rooms.lanes().lane(0).memory().pieces().used()).isZero();
    }

    @Test
    void a_session_ends_with_its_token_after_a_warning() {
        Session session = open("alice.3600");
        link.sent().clear();
        pass(Duration.ofSeconds(3539));
        assertThat(link.sent()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(link.sent()).containsExactly(json("{'type':'expiring','expires':1800000000,'in':60}"));
        pass(Duration.ofSeconds(59));
        assertThat(link.isClosed()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(link.closes()).containsExactly(CloseReason.TOKEN_EXPIRED);
        pass(Duration.ofDays(1));
        assertThat(link.closes()).hasSize(1);
        assertThat(link.sent()).hasSize(1);
        assertThat(session.identity().user()).isEqualTo("alice");
    }

    @Test
    void a_short_token_warns_when_a_quarter_of_its_time_is_left() {
        open("alice.8");
        link.sent().clear();
        pass(Duration.ofSeconds(6));
        assertThat(link.sent()).containsExactly(json("{'type':'expiring','expires':1800000000,'in':2}"));
    }

    @Test
    void a_refresh_takes_the_place_of_the_token_sooner_or_later() {
        Session session = open("alice.100");
        link.sent().clear();
        say(session, "{'type':'refresh','id':6,'token':'alice.1000'}");
        assertThat(link.sent()).containsExactly(json("{'type':'refreshed','id':6,'expires':1800000000}"));
        pass(Duration.ofSeconds(939));
        assertThat(link.sent()).hasSize(1);
        say(session, "{'type':'refresh','token':'alice.8'}");
        assertThat(link.sent()).as("no id, no reply").hasSize(1);
        pass(Duration.ofSeconds(8));
        assertThat(link.closes()).containsExactly(CloseReason.TOKEN_EXPIRED);
    }

    @Test
    void a_token_without_an_end_ends_the_deadline() {
        Session session = open("alice.100");
        say(session, "{'type':'refresh','token':'alice'}");
        pass(Duration.ofDays(365));
        assertThat(link.isClosed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "bob, forbidden, OTHER_USER",
        "bad.expired, forbidden, EXPIRED",
        "bad.unavailable, unavailable, UNAVAILABLE",
    })
    void a_refresh_that_is_not_taken_changes_nothing(String token, String code, Label.Authentication result) {
        Session session = open("alice.100");
        link.sent().clear();
        say(session, "{'type':'refresh','id':1,'token':'" + token + "'}");
        assertThat(link.sent()).singleElement().asString().startsWith(json("{'type':'error','id':1,'code':'" + code));
        assertThat(session.identity().user()).isEqualTo("alice");
        assertThat(count(result)).isEqualTo(1);
        assertThat(link.isReadingPaused()).isFalse();
        pass(Duration.ofSeconds(100));
        assertThat(link.closes()).containsExactly(CloseReason.TOKEN_EXPIRED);
    }

    @Test
    void one_token_at_a_time_is_looked_at_and_the_client_is_not_read_from() {
        Session session = open("alice");
        link.sent().clear();
        rooms.lanes().lane(0).turn(() -> {
            hear(session, "{'type':'refresh','id':1,'token':'never'}");
            hear(session, "{'type':'refresh','id':2,'token':'alice'}");
        });
        assertThat(link.isReadingPaused()).isTrue();
        assertThat(link.sent()).singleElement().asString().contains("\"id\":2", "rate-limited");
        pass(PATIENCE);
        assertThat(link.sent().get(1)).contains("\"id\":1", "unavailable");
        assertThat(link.isReadingPaused()).isFalse();
        assertThat(link.isClosed()).isFalse();
    }

    @Test
    void ten_bad_tokens_in_a_row_end_the_session() {
        Session session = open("alice");
        for (int i = 0; i < 9; i++) {
            say(session, "{'type':'refresh','token':'bad.signature'}");
        }
        say(session, "{'type':'refresh','token':'alice'}");
        for (int i = 0; i < 9; i++) {
            say(session, "{'type':'refresh','token':'bad.signature'}");
        }
        assertThat(link.isClosed()).isFalse();
        say(session, "{'type':'refresh','token':'bad.signature'}");
        assertThat(link.closes()).containsExactly(CloseReason.TOO_MANY_TOKENS);
    }

    @Test
    void a_session_that_has_ended_leaves_nothing_behind() {
        Session session = open("alice.100");
        say(session, "{'type':'refresh','token':'never'}");
        end(session);
        pass(Duration.ofDays(1));
        assertThat(link.isClosed()).isFalse();
        assertThat(sessions.desk().orElseThrow().deadlines()).isZero();
    }

    @Test
    void who_waits_for_a_token_is_told_of_it() {
        List<String> told = new ArrayList<>();
        Session session = open(null);
        session.whenAuthenticated(() -> told.add("once"));
        assertThat(told).isEmpty();
        say(session, "{'type':'refresh','token':'alice'}");
        say(session, "{'type':'refresh','token':'alice'}");
        session.whenAuthenticated(() -> told.add("at once"));
        assertThat(told).containsExactly("once", "at once");
    }

    @Test
    void where_no_token_is_asked_for_any_will_do() {
        Sessions unguarded =
                new Sessions(rooms.lanes().lane(0), meters, Limits.defaults(), Liveness.defaults(), new Random(1));
        List<Session> opened = new ArrayList<>();
        rooms.lanes().lane(0).turn(() -> opened.add(unguarded.open(link, this::converse)));
        link.sent().clear();
        say(opened.get(0), "{'type':'refresh','id':1,'token':'nonsense'}");
        assertThat(link.sent()).containsExactly(json("{'type':'refreshed','id':1}"));
        assertThat(opened.get(0).identity()).isEqualTo(Identity.ANONYMOUS);
        assertThat(reading().total(MeterName.AUTHENTICATIONS)).isZero();
    }

    /** @param token what came with the request; null: nothing */
    private Session open(String token) {
        List<Session> opened = new ArrayList<>();
        Verdict.Accepted shown = token == null ? null : accepted(token);
        rooms.lanes()
                .lane(0)
                .turn(() -> opened.add(sessions.open(
                        link,
                        session -> session.needsToken()
                                ? new TokenConversation(session, new JsonMessageCodec(), this::converse)
                                : converse(session),
                        shown)));
        return opened.get(0);
    }

    private static Verdict.Accepted accepted(String token) {
        String[] parts = token.split("\\.");
        Identity identity = new Identity(parts[0], Optional.empty(), RoomPatterns.ALL, RoomPatterns.ALL);
        return parts.length == 1
                ? new Verdict.Accepted(identity, Optional.empty(), OptionalLong.empty())
                : new Verdict.Accepted(
                        identity,
                        Optional.of(Duration.ofSeconds(Long.parseLong(parts[1]))),
                        OptionalLong.of(Tokens.EXPIRES));
    }

    private Conversation converse(Session opened) {
        return new EnvelopeConversation(
                opened,
                new JsonMessageCodec(),
                new CommandDispatcher(rooms.directory(0), Limits.defaults(), meters),
                rooms.directory(0),
                Duration.ofSeconds(25));
    }

    private void say(Session session, String text) {
        rooms.lanes().lane(0).turn(() -> hear(session, text));
        rooms.lanes().settle();
    }

    private static void hear(Session session, String text) {
        session.onMessage(MessageKind.TEXT, Unpooled.copiedBuffer(json(text), StandardCharsets.UTF_8));
    }

    private void end(Session session) {
        rooms.lanes().lane(0).turn(() -> sessions.end(session, CloseReason.NORMAL));
        rooms.lanes().settle();
    }

    private void pass(Duration time) {
        rooms.lanes().pass(time);
        rooms.lanes().lane(0).turn(() -> sessions.endPauses(rooms.lanes().nowNanos()));
        rooms.lanes().settle();
    }

    private long count(Label.Authentication result) {
        return reading().value(MeterName.AUTHENTICATIONS, result);
    }

    private MeterReading reading() {
        return MeterReading.of(List.of(meters));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
