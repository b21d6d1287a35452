package dev.sluice.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import dev.sluice.testing.Gateways;

/** A gateway's counters before a row, and what has been added to them since. */
final class Counters {
    private final Gateway gateway;
    private final MeterReading before;

    Counters(Gateway gateway) {
        this.gateway = gateway;
        this.before = gateway.meters();
    }

    /** One of the meter's labels was counted once, and no other. */
    void expectOne(MeterName meter, Label label) {
        Gateways.await(
                meter + " " + label.text(),
                () -> gateway.meters().value(meter, label) == before.value(meter, label) + 1);
        expect(meter, 1);
    }

    /** A connection was closed by this code and this side, and no other. */
    void expectClosed(Label.Close code, Label.Initiator initiator) {
        MeterName meter = MeterName.CONNECTIONS_CLOSED;
        Gateways.await(
                "closed " + code.text() + " by the " + initiator.text(),
                () -> gateway.meters().value(meter, code, initiator) == before.value(meter, code, initiator) + 1);
        expect(meter, 1);
        Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, before.total(MeterName.CONNECTIONS));
    }

    /** So much was added to a meter, over all its labels. */
    void expect(MeterName meter, int more) {
        assertThat(gateway.meters().total(meter) - before.total(meter))
                .as(meter.text())
                .isEqualTo(more);
    }
}
