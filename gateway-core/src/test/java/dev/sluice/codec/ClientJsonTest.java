package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is kept of one client's message does not slow down the next. */
class ClientJsonTest {
    private final ClientJson json = new ClientJson();

    @Test
    void the_names_that_clients_make_up_are_forgotten_before_they_are_many() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            read("{\"type\":\"publish\",\"data\":{\"user-" + i + "\":1}}");
            assertThat(json.rememberedNames()).isLessThan(300);
        }
    }

    @Test
    void the_names_that_all_clients_use_are_remembered() throws IOException {
        for (int i = 0; i < 1000; i++) {
            read("{\"type\":\"publish\",\"room\":\"r\",\"data\":{\"text\":1}}");
        }
        assertThat(json.rememberedNames()).isEqualTo(4);
    }

    private void read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = json.parser(bytes, bytes.length)) {
            while (parser.nextToken() != null) {}
        }
    }
}
