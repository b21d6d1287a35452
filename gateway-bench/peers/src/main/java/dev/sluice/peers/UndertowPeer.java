package dev.sluice.peers;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.Options;

/** Undertow's own WebSocket API, on its I/O threads; a room's message is encoded once. */
final class UndertowPeer implements WebSocketConnectionCallback {
    private static final int BACKLOG = 4096;

    private final Rooms<WebSocketChannel> rooms = new Rooms<>();

    static void start(int port) {
        Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setIoThreads(Runtime.getRuntime().availableProcessors())
                .setSocketOption(Options.BACKLOG, BACKLOG)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, -1)
                .setHandler(Handlers.websocket(new UndertowPeer()))
                .build()
                .start();
    }

    @Override
    public void onConnect(WebSocketHttpExchange exchange, WebSocketChannel channel) {
        String path = exchange.getRequestURI();
        channel.getReceiveSetter().set(path.startsWith(Rooms.PATH) ? member(path, channel) : new Echo());
        channel.resumeReceives();
    }

    private AbstractReceiveListener member(String room, WebSocketChannel channel) {
        rooms.join(room, channel);
        channel.addCloseTask(closed -> rooms.leave(room, closed));
        return new AbstractReceiveListener() {
            @Override
            protected void onFullTextMessage(WebSocketChannel sender, BufferedTextMessage message) {
                ByteBuffer text = ByteBuffer.wrap(message.getData().getBytes(StandardCharsets.UTF_8));
                rooms.forOthers(room, sender, other -> WebSockets.sendText(text.duplicate(), other, null));
            }
        };
    }

    private static final class Echo extends AbstractReceiveListener {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            WebSockets.sendText(message.getData(), channel, null);
        }
    }
}
