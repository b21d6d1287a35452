package dev.sluice.server.program;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client that does what docs/draining.md asks of it, over the JDK's WebSocket. Its room is told numbers from 1 on. */
final class ReturningClient {
    /** How it comes back. */
    enum Kind {
        /** A raw room: on 1012. What is said meanwhile is lost. */
        RAW,
        /** The envelope: on {@code goaway}, with the old connection open until the new one has joined. */
        MOVING,
        /** The envelope: on 1012, and then it reads back in its room's history. */
        REMEMBERING
    }

    private static final int RESTART = 1012;
    private static final long MOST_PAUSE_MILLIS = 1000;

    /** The backend tells one gateway after the other. */
    private static final long OVERLAP_MILLIS = 500;

    private static final Pattern GOAWAY = Pattern.compile("\"reconnect-within-ms\":([0-9]+)");
    private static final Pattern DATA = Pattern.compile("\"data\":([0-9]+)");

    private final Fleet fleet;
    private final Kind kind;
    private final String room;
    private final HttpClient http;
    private final ScheduledExecutorService clock;
    private final ReturnFigures figures;
    private final BitSet seen = new BitSet();

    /** Null before it has joined for the first time, and while it is away. */
    private @Nullable Line current;

    private boolean returning;
    private long awaySince;
    private boolean away;

    ReturningClient(
            Fleet fleet,
            Kind kind,
            String room,
            HttpClient http,
            ScheduledExecutorService clock,
            ReturnFigures figures) {
        this.fleet = fleet;
        this.kind = kind;
        this.room = room;
        this.http = http;
        this.clock = clock;
        this.figures = figures;
    }

    Kind kind() {
        return kind;
    }

    /** Opens a connection; tries again after a pause if that fails. */
    void connect() {
        figures.handshake();
        WebSocket.Builder builder = http.newWebSocketBuilder();
        String path = kind == Kind.RAW ? "/rooms/" + room : "/ws";
        builder.buildAsync(fleet.url(path), new Line()).whenComplete((socket, failure) -> {
            if (failure != null) {
                figures.failed(failure);
                clock.schedule(this::connect, MOST_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    /** Whether it is in its room. */
    synchronized boolean isThere() {
        return current != null;
    }

    /** Those of the numbers from 1 to this one that it has never got. */
    synchronized BitSet missing(int last) {
        BitSet missing = new BitSet();
        missing.set(1, last + 1);
        missing.andNot(seen);
        return missing;
    }

    private synchronized void joined(Line line) {
        Line before = current;
        current = line;
        returning = false;
        if (away) {
            away = false;
            figures.returned(kind, System.nanoTime() - awaySince);
        } else if (before != null) {
            figures.returned(kind, 0);
            clock.schedule(before::leave, OVERLAP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void closed(Line line, int code) {
        if (line != current) {
            if (!line.hasJoined()) {
                comeBack(0); // the handshake came just as the gateway began to let clients go
            }
            return;
        }
        if (code != RESTART) {
            figures.cut(code);
        }
        current = null;
        away = true;
        awaySince = System.nanoTime();
        if (!returning) {
            comeBack(ThreadLocalRandom.current().nextLong(MOST_PAUSE_MILLIS));
        }
    }

    private synchronized void goaway(Line line, long withinMillis) {
        if (line == current && kind == Kind.MOVING) {
            comeBack((long) (withinMillis * ThreadLocalRandom.current().nextDouble(0.8, 0.9)));
        }
    }

    private void comeBack(long inMillis) {
        returning = true;
        clock.schedule(this::connect, inMillis, TimeUnit.MILLISECONDS);
    }

    private synchronized void saw(int number) {
        seen.set(number);
    }

    /** One connection. */
    private final class Line implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private @Nullable WebSocket socket;
        private CompletionStage<?> sent = CompletableFuture.completedStage(null);
        private boolean joined;

        boolean hasJoined() {
            return joined;
        }

        void leave() {
            if (socket != null) {
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
            }
        }

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            if (kind == Kind.RAW) {
                join();
            } else {
                say(opened, "{\"type\":\"join\",\"id\":1,\"room\":\"" + room + "\"}");
            }
            opened.request(1);
        }

        /** The JDK takes one message at a time, and an answer may come before it says that it has sent what is answered. */
        private void say(WebSocket to, String message) {
            sent = sent.thenCompose(before -> to.sendText(message, true)).whenComplete((done, failure) -> {
                if (failure != null) {
                    figures.broke(failure);
                }
            });
        }

        private void join() {
            joined = true;
            joined(this);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                onMessage(from, text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void onMessage(WebSocket from, String message) {
            if (kind == Kind.RAW) {
                saw(Integer.parseInt(message));
                return;
            }
            Matcher goaway = GOAWAY.matcher(message);
            if (message.startsWith("{\"type\":\"joined\"")) {
                if (kind == Kind.REMEMBERING) {
                    say(from, "{\"type\":\"history\",\"id\":2,\"room\":\"" + room + "\",\"limit\":1000}");
                }
                join();
            } else if (goaway.find()) {
                goaway(this, Long.parseLong(goaway.group(1)));
            } else {
                DATA.matcher(message).results().forEach(number -> saw(Integer.parseInt(number.group(1))));
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed(this, code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            figures.broke(error);
            closed(this, RESTART);
        }
    }
}
