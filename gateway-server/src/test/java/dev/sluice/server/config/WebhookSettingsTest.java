package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.hook.HookEventType;
import dev.sluice.server.hook.HookRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What webhooks may look like, and that no problem shows their secret. */
class WebhookSettingsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String URL = "webhooks.url=https://ann:password@app.example.com/sluice";
    private static final String TIMES =
            ": webhooks.connect needs a webhooks.timeout that is less than liveness.handshake-timeout";

    @Test
    void they_are_read_and_the_secret_is_shown_nowhere() throws Exception {
        ServerConfig config = Loading.nothing()
                .set(
                        URL,
                        "webhooks.secret=" + SECRET,
                        "webhooks.events=room-occupied, session-closed",
                        "webhooks.timeout=2s",
                        "webhooks.queue=7")
                .config();
        HookRules rules = config.webhooks().orElseThrow();
        assertThat(rules.secret()).isEqualTo(SECRET);
        assertThat(rules.events()).containsExactlyInAnyOrder(HookEventType.ROOM_OCCUPIED, HookEventType.SESSION_CLOSED);
        assertThat(rules.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(rules.mostEvents()).isEqualTo(7);
        assertThat(rules.connect()).isFalse();
        assertThat(config.changes())
                .containsEntry("webhooks.secret", "(set)")
                .containsEntry("webhooks.url", "https://app.example.com/sluice");
        assertThat(config.changes() + " " + rules).doesNotContain(SECRET).doesNotContain("password");
    }

    @Test
    void nobody_is_told_by_default() throws Exception {
        assertThat(Loading.nothing().config().webhooks()).isEmpty();
    }

    @Test
    void url_and_secret_need_each_other() {
        assertThat(problems(URL))
                .containsExactly("--set webhooks.url: needs webhooks.secret, such as: openssl rand -base64 32");
        assertThat(problems("webhooks.secret=" + SECRET))
                .containsExactly("--set webhooks.secret: is not looked at without webhooks.url");
    }

    @Test
    void a_bad_value_is_said_without_the_secret() {
        assertThat(problems(URL, "webhooks.secret=short"))
                .singleElement()
                .asString()
                .contains("got 5 bytes")
                .doesNotContain("short");
        assertThat(problems(URL, "webhooks.secret=whsec_not base64, and long enough"))
                .containsExactly("--set webhooks.secret: begins with whsec_, and what follows is not base64");
        assertThat(problems("webhooks.url=ftp://app.example.com/", "webhooks.secret=" + SECRET))
                .singleElement()
                .asString()
                .isEqualTo("--set webhooks.url: expected a URL such as https://app.example.com/sluice");
        assertThat(problems(URL, "webhooks.secret=" + SECRET, "webhooks.events=room-emptied"))
                .singleElement()
                .asString()
                .startsWith("--set webhooks.events: expected");
        assertThat(problems(URL, "webhooks.secret=" + SECRET, "webhooks.queue=0"))
                .singleElement()
                .asString()
                .startsWith("--set webhooks.queue: expected");
    }

    @Test
    void who_asks_needs_somebody_to_ask_and_somebody_to_ask_about() {
        assertThat(problems("webhooks.connect=true")).containsExactly("--set webhooks.connect: needs webhooks.url");
        assertThat(problems(URL, "webhooks.secret=" + SECRET, "webhooks.connect=true"))
                .containsExactly("--set webhooks.connect: needs auth.mode: jwt, for it is about who shows a token");
    }

    @Test
    void an_answer_has_to_come_before_the_client_is_given_up() throws Exception {
        assertThat(asking("webhooks.timeout=10s").problems()).containsExactly("--set webhooks.timeout" + TIMES);
        assertThat(asking("liveness.handshake-timeout=5s").problems())
                .containsExactly("--set liveness.handshake-timeout" + TIMES);
        assertThat(asking("webhooks.timeout=9999ms").config().webhooks()).isPresent();
    }

    private static List<String> problems(String... settings) {
        return Loading.nothing().set(settings).problems();
    }

    private static Loading asking(String setting) {
        List<String> settings = new ArrayList<>(List.of(URL, "webhooks.secret=" + SECRET, "webhooks.connect=true"));
        settings.addAll(List.of("auth.mode=jwt", "auth.hmac-secret=" + SECRET, setting));
        return Loading.nothing().set(settings.toArray(String[]::new));
    }
}
