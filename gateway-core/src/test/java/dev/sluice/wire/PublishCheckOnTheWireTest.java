package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.auth.PublishCheck;
import dev.sluice.auth.PublishPolicy;
import dev.sluice.auth.PublishVerdict;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a room gets over real sockets where somebody, who takes his time, is asked about each message. */
class PublishCheckOnTheWireTest {
    private static final int ROUNDS = 5;
    private static final int TOGETHER = 20;

    private final ScheduledExecutorService answers = Executors.newScheduledThreadPool(2);
    private final Random random = new Random(5);

    @AfterEach
    void stop() {
        answers.shutdownNow();
    }

    /** Takes up to five milliseconds; denies every number that ends in 3, and has nothing to say of those that end in 7. */
    private PublishPolicy slow() {
        return (question, answer) -> {
            int last = question.data().charAt(question.data().length() - 1) - '0';
            if (last != 7) {
                PublishVerdict verdict = last == 3 ? PublishVerdict.DENIED : PublishVerdict.ALLOWED;
                answers.schedule(() -> answer.accept(verdict), random.nextInt(5000), TimeUnit.MICROSECONDS);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void what_is_allowed_comes_in_its_order_and_the_rest_is_answered(int lanes) throws Exception {
        RoomRules rules = RoomRules.builder()
                .access(AccessRules.OPEN.askingAboutMessages())
                .build();
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .lanes(lanes)
                        .namespaces(Namespaces.builder().add("asked", rules).build())
                        .publishCheck(new PublishCheck(slow(), Duration.ofMillis(200)))
                        .build());
                RawClient publisher = RawClient.open(gateway, "/ws");
                RawClient listener = RawClient.open(gateway, "/rooms/asked:a")) {
            publisher.readFrame();
            publisher.sendText("{\"type\":\"join\",\"id\":0,\"room\":\"asked:a\"}");
            assertThat(publisher.readFrame().text()).contains("\"joined\"");
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 2);
            List<String> expected = new ArrayList<>();
            int number = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < TOGETHER; i++) {
                    number++;
                    publisher.sendText("{\"type\":\"publish\",\"id\":" + number + ",\"room\":\"asked:a\",\"data\":"
                            + number + "}");
                    if (number % 10 != 3 && number % 10 != 7) {
                        expected.add(Integer.toString(number));
                    }
                }
                for (int answered = 0; answered < TOGETHER; ) {
                    String text = publisher.readFrame().text();
                    answered += text.startsWith("{\"type\":\"message\"") ? 0 : 1;
                }
            }
            List<String> got = new ArrayList<>();
            for (int i = 0; i < expected.size(); i++) {
                got.add(listener.readFrame().text());
            }
            assertThat(got).isEqualTo(expected);
            assertThat(checks(gateway, Label.PublishCheck.ALLOWED)).isEqualTo(expected.size());
            assertThat(checks(gateway, Label.PublishCheck.DENIED)).isEqualTo(number / 10);
            assertThat(checks(gateway, Label.PublishCheck.TIMEOUT)).isEqualTo(number / 10);
            assertThat(gateway.meters().total(MeterName.COMMAND_ERRORS)).isEqualTo(number / 5);

            listener.sendText("hello");
            assertThat(listener.readFrame().closeCode()).isEqualTo(4003);
        }
    }

    private static long checks(Gateway gateway, Label.PublishCheck result) {
        return gateway.meters().value(MeterName.PUBLISH_CHECKS, result);
    }
}
