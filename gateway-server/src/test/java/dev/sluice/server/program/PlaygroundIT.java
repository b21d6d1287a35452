package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.bootstrap.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
