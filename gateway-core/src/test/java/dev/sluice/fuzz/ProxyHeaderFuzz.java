package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.protocol.peer.BadProxyHeader;
import dev.sluice.protocol.peer.ProxyHeader;
import dev.sluice.protocol.peer.ProxyHeaderParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/** The first bytes behind a balancer are a PROXY header, or are refused at once, however they are split. */
class ProxyHeaderFuzz {
    @FuzzTest
    void first_bytes_are_a_header_or_refused(byte[] input) {
        new SplitStream(input).readHoweverSplit(Door::new);
    }

    /** Shows the parser all bytes so far, as the handler does, until it has its header. */
    private static final class Door implements Subject {
        private final ByteBuf bytes = Unpooled.buffer();
        private String header = "";

        @Override
        public void read(byte[] stream, int from, int to) {
            bytes.writeBytes(stream, from, to - from);
            if (!header.isEmpty()) {
                return;
            }
            int before = bytes.readableBytes();
            try {
                Optional<ProxyHeader> read = ProxyHeaderParser.read(bytes);
                header = read.map(ProxyHeader::toString).orElse("");
                assertThat(bytes.readableBytes()).as("left in the buffer").isLessThanOrEqualTo(before);
                assertThat(read.isPresent() || bytes.readableBytes() == before).isTrue();
            } catch (BadProxyHeader bad) {
                header = "refused";
                bytes.clear();
            }
        }

        @Override
        public String outcome() {
            return header + (header.equals("refused") ? "" : " then " + bytes.readableBytes() + " bytes");
        }
    }
}
