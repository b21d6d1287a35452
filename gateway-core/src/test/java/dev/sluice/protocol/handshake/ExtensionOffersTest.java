package dev.sluice.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.DeflateParameters;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which offers of permessage-deflate get which answer (RFC 6455, 9.1; RFC 7692, 5 and 7.1). */
class ExtensionOffersTest {
    private static final Compression TAKEOVER = new Compression(true, 1, true, 15);
    private static final Compression NARROW = new Compression(true, 1, true, 10);

    /** Without context takeover of ours: both sides are told to forget. */
    @ParameterizedTest(name = "{0} gets {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' |",
                "server_no_context_takeover |",
                "client_no_context_takeover |",
                "client_max_window_bits |",
                "client_no_context_takeover; client_max_window_bits |",
                "server_max_window_bits=9 | server_max_window_bits=9",
                "server_max_window_bits=8 | server_max_window_bits=8",
                "server_max_window_bits=15 | server_max_window_bits=15",
                "server_max_window_bits=\"10\" | server_max_window_bits=10",
                "client_max_window_bits=10 | client_max_window_bits=10",
                "client_max_window_bits; server_max_window_bits=11 | server_max_window_bits=11",
                "client_max_window_bits=15; server_max_window_bits=12 | server_max_window_bits=12; client_max_window_bits=15",
            })
    void each_side_forgets_unless_takeover_is_configured(String offered, String more) {
        String answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
                + (more == null ? "" : "; " + more);
        assertThat(answer(Compression.ON, offer(offered))).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} gets {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | permessage-deflate",
                "client_max_window_bits | permessage-deflate",
                "server_no_context_takeover | permessage-deflate; server_no_context_takeover",
                "client_no_context_takeover | permessage-deflate; client_no_context_takeover",
                "server_max_window_bits=9 | permessage-deflate; server_max_window_bits=9",
                "client_max_window_bits=9 | permessage-deflate; client_max_window_bits=9",
            })
    void with_takeover_only_a_client_that_asks_for_it_makes_a_side_forget(String offered, String answer) {
        assertThat(answer(TAKEOVER, offer(offered))).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} gets {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | permessage-deflate; client_no_context_takeover; server_max_window_bits=10",
                "server_max_window_bits=15 | permessage-deflate; client_no_context_takeover; server_max_window_bits=10",
                "server_max_window_bits=9 | permessage-deflate; client_no_context_takeover; server_max_window_bits=9",
                "client_max_window_bits | permessage-deflate; server_max_window_bits=10; client_max_window_bits=10",
                "client_max_window_bits=9 | permessage-deflate; server_max_window_bits=10; client_max_window_bits=9",
                "client_max_window_bits=12 | permessage-deflate; server_max_window_bits=10; client_max_window_bits=10",
                "server_no_context_takeover | permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            })
    void a_configured_window_is_kept_by_both_sides_where_the_client_can(String offered, String answer) {
        assertThat(answer(NARROW, offer(offered))).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server_max_window_bits",
                "server_max_window_bits=7",
                "server_max_window_bits=16",
                "server_max_window_bits=08",
                "server_max_window_bits=+9",
                "server_max_window_bits=",
                "server_max_window_bits=\"9",
                "server_max_window_bits=9.0",
                "client_max_window_bits=7",
                "client_max_window_bits=16",
                "client_max_window_bits=ten",
                "server_no_context_takeover=true",
                "client_no_context_takeover=1",
                "server_no_context_takeover; server_no_context_takeover",
                "client_max_window_bits; client_max_window_bits=9",
                "unknown",
                "mem_level=8",
                ";",
                "a b",
            })
    void a_bad_parameter_declines_the_offer(String parameters) {
        assertThat(answer(TAKEOVER, offer(parameters))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x-webkit-deflate-frame",
                "permessage-bzip2",
                "Permessage-Deflate",
                "permessage-deflate=1",
                "permessage-deflate;",
                ",",
            })
    void what_is_unknown_or_malformed_is_declined(String header) {
        assertThat(answer(Compression.ON, header)).isNull();
    }

    @Test
    void the_first_offer_that_can_be_met_is_taken() {
        String fallback =
                "permessage-deflate; unknown, x-other; a=b, permessage-deflate; server_max_window_bits=9, permessage-deflate";
        assertThat(answer(TAKEOVER, fallback)).isEqualTo("permessage-deflate; server_max_window_bits=9");
        assertThat(answer(TAKEOVER, "x-other", "permessage-deflate")).isEqualTo("permessage-deflate");
    }

    @Test
    void no_more_than_eight_offers_are_read() {
        String eighth = String.join(", ", Collections.nCopies(7, "x-other")) + ", permessage-deflate";
        assertThat(answer(TAKEOVER, eighth)).isEqualTo("permessage-deflate");
        assertThat(answer(TAKEOVER, "x-other, " + eighth)).isNull();
        assertThat(answer(TAKEOVER, "x-other", eighth)).isNull();
    }

    @Test
    void a_gateway_that_does_not_compress_declines_all() {
        assertThat(answer(Compression.OFF, "permessage-deflate")).isNull();
    }

    private static String offer(String parameters) {
        return parameters.isEmpty() ? "permessage-deflate" : "permessage-deflate; " + parameters;
    }

    private static String answer(Compression compression, String... lines) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String line : lines) {
            headers.add("Sec-WebSocket-Extensions", line);
        }
        return ExtensionOffers.agree(headers, compression)
                .map(DeflateParameters::response)
                .orElse(null);
    }
}
