package dev.sluice.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.ConfigLoader;
import dev.sluice.server.config.ServerConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReloadTest {
    private final AtomicInteger taken = new AtomicInteger();
    private String written = "closed=false";

    @Test
    void it_knows_whether_what_was_read_last_is_in_use() throws ConfigException {
        Reload reload = new Reload(this::load, load(), namespaces -> taken.incrementAndGet());
        assertThat(reload.isUpToDate()).isTrue();
        written = "closed=maybe";
        reload.run();
        assertThat(reload.isUpToDate()).isFalse();
        assertThat(taken).hasValue(0);
        written = "closed=false";
        reload.run();
        assertThat(reload.isUpToDate()).isTrue();
        assertThat(taken).hasValue(1);
        assertThat(reload.reloads()).isEqualTo(1);
        assertThat(reload.failures()).isEqualTo(1);
    }

    private ServerConfig load() throws ConfigException {
        return ConfigLoader.load(Optional.empty(), List.of(written), Map.of());
    }
}
