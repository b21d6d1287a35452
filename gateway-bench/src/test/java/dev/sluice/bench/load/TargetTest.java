package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void aBareUrlLeavesThePathToTheScenario() {
        assertThat(Target.of("ws://example.org").pathOr("/echo")).isEqualTo("/echo");
        assertThat(Target.of("ws://example.org/").pathOr("/echo")).isEqualTo("/echo");
        assertThat(Target.of("ws://example.org").port()).isEqualTo(80);
    }

    @Test
    void aPathOfItsOwnWins() {
        Target target = Target.of("ws://example.org:9000/chat/{room}?token=a%20b");

        assertThat(target.pathOr("/rooms/{room}")).isEqualTo("/chat/{room}?token=a%20b");
        assertThat(target.authority()).isEqualTo("example.org:9000");
        assertThat(new Rooms("run", 4).path(target, 6)).isEqualTo("/chat/load-run-2?token=a%20b");
    }

    @Test
    void tlsHasAPortOfItsOwn() {
        assertThat(Target.of("wss://example.org").port()).isEqualTo(443);
        assertThat(Target.of("wss://example.org/x")).hasToString("wss://example.org/x");
        assertThat(Target.of("ws://example.org").tls()).isEmpty();
    }

    @Test
    void aSixthVersionAddressLosesItsBracketsForTheSocketOnly() {
        Target target = Target.of("ws://[::1]:8080");

        assertThat(target.host()).isEqualTo("::1");
        assertThat(target.authority()).isEqualTo("[::1]:8080");
    }

    @Test
    void roomsAreDealtOutInTurn() {
        Rooms rooms = new Rooms("run", 3);

        assertThat(rooms.share(0, 7)).isEqualTo(3);
        assertThat(rooms.share(1, 7)).isEqualTo(2);
        assertThat(rooms.share(2, 2)).isZero();
    }
}
