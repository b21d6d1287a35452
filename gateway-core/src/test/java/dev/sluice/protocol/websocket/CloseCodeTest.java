package dev.sluice.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a connection may be closed, and how often. */
class CloseCodeTest {
    @Test
    void these_codes_and_no_others_may_stand_in_a_close_frame() { // RFC 6455, 7.4
        IntStream lawful = IntStream.concat(
                IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014),
                IntStream.rangeClosed(3000, 4999));
        assertThat(IntStream.rangeClosed(-1, 65_536).filter(CloseCode::mayBeSent))
                .containsExactlyElementsOf(lawful.boxed().toList());
    }

    @Test
    void each_side_sends_one_close_frame() {
        assertThat(ClosingHandshake.OPEN.maySend()).isTrue();
        assertThat(ClosingHandshake.OPEN.sent()).isEqualTo(ClosingHandshake.SENT);
        assertThat(ClosingHandshake.SENT.maySend()).isFalse();
        assertThat(ClosingHandshake.COMPLETE.maySend()).isFalse();
        assertThatThrownBy(ClosingHandshake.SENT::sent).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ClosingHandshake.COMPLETE::sent).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_violation_has_no_stack_and_a_reason_that_fits_a_close_frame() {
        assertThat(ProtocolViolation.TEXT_NOT_UTF8.getStackTrace()).isEmpty();
        assertThat(ProtocolViolation.RESERVED_BITS.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
        assertThat(ProtocolViolation.TOO_MANY_EMPTY_FRAGMENTS.reason()).hasSizeLessThan(123);
    }
}
