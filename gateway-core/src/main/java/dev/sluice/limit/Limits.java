package dev.sluice.limit;

import java.time.Duration;

/**
 * What one gateway takes, at most. Zero means "no limit" where a field says so. Made by {@link #builder()}.
 *
 * @param connections open connections, HTTP and WebSocket together; 0: no limit
 * @param messageBytes payload bytes of one message, after its fragments are joined and it is inflated
 * @param fragments frames that one message may be split into, empty ones too; 0: no limit
 * @param roomsPerSession rooms that one session may be in at the same time
 * @param pendingBytes bytes that may wait for one reader before it counts as too slow
 * @param controlFramesPerSecond pings, pongs and closes that one client may send a second, with a burst of twice as many; 0: no
 *     limit
 * @param connectionsPerIp open connections of one client address, an IPv6 address standing for its /64; 0: no limit
 * @param concurrentHandshakes connections that have not got their first answer; 0: no limit
 * @param handshakesPerSecond connections that are taken a second, with a burst of as many; 0: no limit
 * @param bufferedBytes memory that all clients together may fill with unfinished messages and with what they do not take; 0: half
 *     of the JVM's direct memory
 * @param messagesPerSecond messages that one client may send a second, with a burst of twice as many; 0: no limit
 * @param bytesPerSecond payload bytes that one client may send a second, with a burst of twice as many; 0: no limit
 * @param perUser what all sessions of one user may send together, where clients show who they are
 * @param perIp what all sessions from one client address may send together, an IPv6 address standing for its /64
 * @param sessionsPerUser sessions that one user may have open; 0: no limit
 * @param connectionAge how long a session may last, a tenth more or less by chance, and a ping interval at least; zero: as long as it likes
 * @param historyBytes memory that all rooms together may fill with what they remember; 0: an eighth of the JVM's heap
 */
public record Limits(
        int connections,
        int messageBytes,
        int fragments,
        int roomsPerSession,
        int pendingBytes,
        int controlFramesPerSecond,
        int connectionsPerIp,
        int concurrentHandshakes,
        int handshakesPerSecond,
        long bufferedBytes,
        int messagesPerSecond,
        int bytesPerSecond,
        Rate perUser,
        Rate perIp,
        int sessionsPerUser,
        Duration connectionAge,
        long historyBytes) {

    /** Checks each number; throws {@link IllegalArgumentException} that names the first bad one. */
    public Limits {
        requireAtLeast(0, connections, "connections");
        requireAtLeast(1, messageBytes, "messageBytes");
        requireAtLeast(0, fragments, "fragments");
        requireAtLeast(1, roomsPerSession, "roomsPerSession");
        requireAtLeast(1024, pendingBytes, "pendingBytes");
        requireAtLeast(0, controlFramesPerSecond, "controlFramesPerSecond");
        requireAtLeast(0, connectionsPerIp, "connectionsPerIp");
        requireAtLeast(0, concurrentHandshakes, "concurrentHandshakes");
        requireAtLeast(0, handshakesPerSecond, "handshakesPerSecond");
        requireAtLeast(0, bufferedBytes, "bufferedBytes");
        requireAtLeast(0, messagesPerSecond, "messagesPerSecond");
        requireAtLeast(0, bytesPerSecond, "bytesPerSecond");
        requireAtLeast(0, sessionsPerUser, "sessionsPerUser");
        requireAtLeast(0, connectionAge.toNanos(), "connectionAge");
        requireAtLeast(0, historyBytes, "historyBytes");
    }

    /** The limits of a gateway that nobody configured. */
    public static Limits defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    private static void requireAtLeast(int least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
        }
    }

    /** Collects the limits, each named as its field in {@link Limits}. Not thread-safe. */
    public static final class Builder {
        private int connections;

        /** A chat message, a price or a cursor fits many times over; a hundred thousand of them in flight still fit in memory. */
        private int messageBytes = 64 * 1024;

        /** A message of the default size in frames of 64 bytes; more frames than that is an attack or a broken client. */
        private int fragments = 1024;

        /** One for each open document, channel or symbol of a large page. */
        private int roomsPerSession = 128;

        /** Sixteen of the largest messages, or ten seconds of 800 kbit/s: a reader further behind will not catch up. */
        private int pendingBytes = 1024 * 1024;

        /** A client that pings once a second stays ten times below it. */
        private int controlFramesPerSecond = 10;

        /** None: behind one address may be a household, an office, or all customers of a mobile network. */
        private int connectionsPerIp;

        /**
         * Two seconds of a mass reconnect as fast as the listener's backlog takes it. A client that has said half a request holds
         * 7 KiB, so that all of them together hold 56 MiB.
         */
        private int concurrentHandshakes = 8192;

        /** None: the lanes take as many as they can; what a machine can bear is known once it has been measured. */
        private int handshakesPerSecond;

        private long bufferedBytes;
        private int messagesPerSecond;
        private int bytesPerSecond;
        private Rate perUser = Rate.UNLIMITED;
        private Rate perIp = Rate.UNLIMITED;
        private int sessionsPerUser;
        private Duration connectionAge = Duration.ZERO;
        private long historyBytes;

        private Builder() {}

        /** Open connections; 0: no limit. */
        public Builder connections(int most) {
            connections = most;
            return this;
        }

        /** Payload bytes of one message. */
        public Builder messageBytes(int most) {
            messageBytes = most;
            return this;
        }

        /** Frames of one message; 0: no limit. */
        public Builder fragments(int most) {
            fragments = most;
            return this;
        }

        /** Rooms of one session. */
        public Builder roomsPerSession(int most) {
            roomsPerSession = most;
            return this;
        }

        /** Bytes that may wait for one reader. */
        public Builder pendingBytes(int most) {
            pendingBytes = most;
            return this;
        }

        /** Control frames of one client; 0: no limit. */
        public Builder controlFramesPerSecond(int most) {
            controlFramesPerSecond = most;
            return this;
        }

        /** Open connections of one client address; 0: no limit. */
        public Builder connectionsPerIp(int most) {
            connectionsPerIp = most;
            return this;
        }

        /** Connections that wait for their first answer; 0: no limit. */
        public Builder concurrentHandshakes(int most) {
            concurrentHandshakes = most;
            return this;
        }

        /** Connections taken a second; 0: no limit. */
        public Builder handshakesPerSecond(int most) {
            handshakesPerSecond = most;
            return this;
        }

        /** Memory of all clients together; 0: half of the JVM's direct memory. */
        public Builder bufferedBytes(long most) {
            bufferedBytes = most;
            return this;
        }

        /** Messages of one client; 0: no limit. */
        public Builder messagesPerSecond(int most) {
            messagesPerSecond = most;
            return this;
        }

        /** Payload bytes of one client; 0: no limit. */
        public Builder bytesPerSecond(int most) {
            bytesPerSecond = most;
            return this;
        }

        /** What all sessions of one user may send together. */
        public Builder perUser(Rate most) {
            perUser = most;
            return this;
        }

        /** What all sessions from one address may send together. */
        public Builder perIp(Rate most) {
            perIp = most;
            return this;
        }

        /** Sessions of one user; 0: no limit. */
        public Builder sessionsPerUser(int most) {
            sessionsPerUser = most;
            return this;
        }

        /** How long a session may last; zero: as long as it likes. */
        public Builder connectionAge(Duration most) {
            connectionAge = most;
            return this;
        }

        /** Memory of what rooms remember; 0: an eighth of the JVM's heap. */
        public Builder historyBytes(long most) {
            historyBytes = most;
            return this;
        }

        /** The limits as collected so far; throws {@link IllegalArgumentException} that names the first bad one. */
        public Limits build() {
            return new Limits(
                    connections,
                    messageBytes,
                    fragments,
                    roomsPerSession,
                    pendingBytes,
                    controlFramesPerSecond,
                    connectionsPerIp,
                    concurrentHandshakes,
                    handshakesPerSecond,
                    bufferedBytes,
                    messagesPerSecond,
                    bytesPerSecond,
                    perUser,
                    perIp,
                    sessionsPerUser,
                    connectionAge,
                    historyBytes);
        }
    }
}
