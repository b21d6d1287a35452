package dev.sluice.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.LaneEvent;
import dev.sluice.log.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/logging.md says what is true. */
class LoggingPageTest {
    private final String page = Files.readString(Path.of("../docs/logging.md"));

    LoggingPageTest() throws IOException {}

    @Test
    void every_kind_of_event_is_on_the_page() {
        for (LaneEvent event : LaneEvent.values()) {
            assertThat(page).contains("`" + event.text() + "`");
        }
    }

    @Test
    void every_level_and_format_is_on_the_page() {
        for (LogLevel level : LogLevel.values()) {
            assertThat(page).contains("| " + level + " |");
        }
        for (LogFormat format : LogFormat.values()) {
            assertThat(page).contains(format.name().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void the_bounds_are_on_the_page() {
        assertThat(page)
                .contains("at most " + LogText.MOST_CHARACTERS + " characters")
                .contains(String.format(Locale.ROOT, "room for %,d events", AsyncLog.MOST_EVENTS));
    }
}
