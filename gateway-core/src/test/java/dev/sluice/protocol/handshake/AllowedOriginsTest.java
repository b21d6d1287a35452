package dev.sluice.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {
    @ParameterizedTest
    @CsvSource({
        "*, https://anything.example",
        "*, null",
        "null, null",
        "https://app.example.com, https://app.example.com",
        "https://app.example.com, HTTPS://App.Example.COM",
        "HTTPS://APP.EXAMPLE.COM, https://app.example.com",
        "https://app.example.com:443, https://app.example.com",
        "http://app.example.com:80, http://app.example.com",
        "https://app.example.com, https://app.example.com:443",
        "https://app.example.com:8443, https://app.example.com:8443",
        "app.example.com, https://app.example.com",
        "app.example.com, http://app.example.com",
        "app.example.com:443, https://app.example.com",
        "app.example.com:8443, http://app.example.com:8443",
        "localhost:3000, http://localhost:3000",
        "127.0.0.1, http://127.0.0.1",
        "http://[::1]:3000, http://[::1]:3000",
        "[::1], http://[::1]",
        "*.example.com, https://a.example.com",
        "*.example.com, http://a.b.c.example.com",
        "*.Example.com, https://A.EXAMPLE.com",
        "https://*.example.com, https://a.example.com",
        "https://*.example.com:8443, https://a.example.com:8443",
        "https://b\u00fccher.example, https://xn--bcher-kva.example",
        "*.b\u00fccher.example, https://a.xn--bcher-kva.example",
        "chrome-extension://abcdefgh, chrome-extension://abcdefgh",
        "capacitor://localhost, capacitor://localhost",
    })
    void an_origin_that_is_meant_comes_in(String pattern, String origin) {
        assertThat(answer(pattern, origin)).isEqualTo("in");
    }

    @ParameterizedTest
    @CsvSource({
        "null, https://app.example.com",
        "https://app.example.com, null",
        "app.example.com, null",
        "*.example.com, null",
        "https://app.example.com, http://app.example.com",
        "https://app.example.com, https://app.example.com:8443",
        "https://app.example.com, http://app.example.com:443",
        "https://app.example.com, https://app.example.com.evil.example",
        "https://app.example.com, https://app.example.com/",
        "https://app.example.com, https://me@app.example.com",
        "https://app.example.com, app.example.com",
        "https://app.example.com, https://a.app.example.com",
        "app.example.com, https://app.example.com:8443",
        "app.example.com:443, http://app.example.com",
        "*.example.com, https://example.com",
        "*.example.com, https://.example.com",
        "*.example.com, https://evilexample.com",
        "*.example.com, https://evil.example/.example.com",
        "*.example.com, https://evil.example?.example.com",
        "*.example.com, https://evil@a.example.com",
        "*.example.com, https://a.example.com:8443",
        "*.example.com, https://a.example.com.",
        "https://*.example.com, http://a.example.com",
        "https://app.example.com, 'https://app.example.com https://other.example'",
        "https://app.example.com, ''",
        "https://app.example.com, ://app.example.com",
    })
    void an_origin_that_is_not_meant_is_refused(String pattern, String origin) {
        assertThat(answer(pattern, origin)).startsWith("403 ").contains("origins");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "**",
                "*.",
                "*.*.example.com",
                "a.*.example.com",
                "exa*mple.com",
                "*example.com",
                "https://*",
                "https://",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://app.example.com?x",
                "https://me@app.example.com",
                "app.example.com:",
                "app.example.com:99999",
                "app.example.com:abc",
                "*:8080",
                "http//app.example.com",
                "://app.example.com",
                "1http://a.example",
                "a..example.com",
                ".example.com",
                "a b",
                "[::1",
                "::1",
                "fa\u00df.example",
                "-app.example.com"
            })
    void a_bad_pattern_is_refused(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OriginPattern.of(pattern))
                .withMessageStartingWith("expected");
    }

    @Test
    void a_slash_at_the_end_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OriginPattern.of("https://app.example.com/"))
                .withMessageEndingWith(", without / at its end");
    }

    @Test
    void whoever_says_no_origin_is_no_browser_and_comes_in() {
        assertThat(new AllowedOrigins(List.of()).breach(new DefaultHttpHeaders()))
                .isEmpty();
    }

    @Test
    void two_origins_are_a_bad_request_whatever_is_allowed() {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.add("Origin", "https://a.example").add("origin", "https://a.example");
        assertThat(AllowedOrigins.ANY.breach(headers).orElseThrow().status().code())
                .isEqualTo(400);
    }

    @Test
    void one_of_several_is_enough() {
        assertThat(answer("https://a.example,*.b.example", "https://x.b.example"))
                .isEqualTo("in");
        assertThat(answer("https://a.example,*.b.example", "https://c.example")).startsWith("403 ");
    }

    @Property
    void no_text_breaks_the_comparison(@ForAll String origin) {
        OriginPattern exact = OriginPattern.of("https://app.example.com");
        assertThat(exact.matches(origin)).isEqualTo(origin.equals("https://app.example.com"));
        assertThat(OriginPattern.of("*.example.com").matches("https://" + origin + "example.com"))
                .isEqualTo(origin.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\\."));
    }

    private static String answer(String patterns, String origin) {
        AllowedOrigins allowed = new AllowedOrigins(
                Stream.of(patterns.split(",")).map(OriginPattern::of).toList());
        HttpHeaders headers = new DefaultHttpHeaders().add("Origin", origin);
        return allowed.breach(headers)
                .map(refuse -> refuse.status().code() + " " + refuse.reason())
                .orElse("in");
    }
}
