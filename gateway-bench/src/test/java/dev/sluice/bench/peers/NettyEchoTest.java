package dev.sluice.bench.peers;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netty's echo, with the JDK's client. */
class NettyEchoTest {
    private static final long PATIENCE_SECONDS = 30;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 0, SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_message_comes_back_on_any_path(boolean careful) throws Exception {
        Channel server = NettyEcho.start(loops, 0, careful);
        Answer answer = new Answer();
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        WebSocket client = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/any/path"), answer)
                .get(PATIENCE_SECONDS, SECONDS);
        client.sendText("Hello", true);
        assertThat(answer.text.get(PATIENCE_SECONDS, SECONDS)).isEqualTo("Hello");
        client.abort();
    }

    private static final class Answer implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket client, CharSequence data, boolean last) {
            text.complete(data.toString());
            return CompletableFuture.completedFuture(data);
        }
    }
}
