package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.server.bootstrap.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, in a real browser; the steps are in {@code playground.mjs}. */
class PlaygroundIT {
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"(/[^\"]+)\"");

    private static RunningServer server;
    private static String origin;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.start();
        origin = Servers.pageUrl(server, "");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void two_pages_chat_in_a_raw_room() throws Exception {
        NodeScripts.runBrowser("playground.mjs", "chat", "raw", origin);
    }

    @Test
    void two_pages_chat_over_the_envelope() throws Exception {
        NodeScripts.runBrowser("playground.mjs", "chat", "envelope", origin);
    }

    @Test
    void the_page_fits_a_phone() throws Exception {
        NodeScripts.runBrowser("playground.mjs", "phone", origin);
    }

    @Test
    void the_page_does_without_an_echo() throws Exception {
        try (RunningServer silent = Servers.start("echo=false")) {
            NodeScripts.runBrowser("playground.mjs", "no echo", Servers.pageUrl(silent, ""));
        }
    }

    @Test
    void a_room_with_a_memory_survives_a_reload_and_a_cut_network(@TempDir Path directory) throws Exception {
        String rules = "namespaces: [{ name: memory, history: { messages: 100 }, presence: true, arrivals: true }]";
        Path file = Files.writeString(directory.resolve("sluice.yaml"), rules);
        try (RunningServer remembering = Servers.start(file)) {
            NodeScripts.runBrowser("playground.mjs", "memory", Servers.pageUrl(remembering, ""));
        }
    }

    @Test
    void a_page_listens_where_it_may_not_speak(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(directory.resolve("sluice.yaml"), "namespaces: [{ name: news, publish: backend }]");
        try (RunningServer news = Servers.start(file)) {
            String api = "http://127.0.0.1:" + news.management().getPort() + "/api";
            NodeScripts.runBrowser("playground.mjs", "news", Servers.pageUrl(news, ""), api);
        }
    }

    @Test
    void a_page_brings_its_token() throws Exception {
        String secret = "a secret of at least thirty-two bytes";
        try (RunningServer guarded = Servers.start("auth.mode=jwt", "auth.hmac-secret=" + secret)) {
            JWTClaimsSet ann = new JWTClaimsSet.Builder()
                    .subject("ann")
                    .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                    .build();
            SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), ann);
            token.sign(new MACSigner(secret));
            NodeScripts.runBrowser("playground.mjs", "token", Servers.pageUrl(guarded, ""), token.serialize());
        }
    }

    /** {@code docs/images/playground.png} is the first of them. */
    @Test
    void pictures_show_it() throws Exception {
        Path directory = Files.createDirectories(Tools.TARGET.resolve("screenshots"));
        NodeScripts.runBrowser("playground.mjs", "pictures", origin, directory.toString());
        assertThat(directory).isDirectoryContaining("glob:**/playground.png");
        assertThat(directory).isDirectoryContaining("glob:**/desk-light.png");
        assertThat(directory).isDirectoryContaining("glob:**/phone-dark.png");
    }

    @Test
    void every_file_of_the_page_forbids_what_is_not_its_own() throws Exception {
        String page = get("/").body();
        Stream<String> references = REFERENCE.matcher(page).results().map((MatchResult match) -> match.group(1));
        for (String path : Stream.concat(Stream.of("/"), references).toList()) {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).describedAs(path).isEqualTo(200);
            Optional<String> policy = response.headers().firstValue("Content-Security-Policy");
            assertThat(policy).get().asString().contains("default-src 'self'", "frame-ancestors 'none'");
            assertThat(policy).get().asString().doesNotContain("unsafe");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(origin + path)).build(), BodyHandlers.ofString());
    }
}
