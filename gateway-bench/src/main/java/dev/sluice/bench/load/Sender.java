package dev.sluice.bench.load;

import dev.sluice.protocol.websocket.Opcode;

/**
 * Sends the messages of one connection: as many as it has been allowed, as fast as the connection takes them. Confined to the
 * connection's thread.
 */
final class Sender {
    private final LoadClient client;
    private final MessageTemplate template;
    private final Opcode opcode;
    private final int number;
    private Schedule schedule = Schedule.AT_ONCE;
    private long allowed;
    private long sent;
    private boolean stopped;

    /**
     * @param number its number among all senders, in each message's stamp
     */
    Sender(LoadClient client, MessageTemplate template, Opcode opcode, int number) {
        this.client = client;
        this.template = template;
        this.opcode = opcode;
        this.number = number;
    }

    LoadClient client() {
        return client;
    }

    int number() {
        return number;
    }

    /** Messages sent so far. */
    long sent() {
        return sent;
    }

    /** Messages that should have been sent, but were not. */
    long unsent() {
        return allowed - sent;
    }

    /** From now on, message i is to be sent when the schedule says. */
    void follow(Schedule timetable) {
        schedule = timetable;
    }

    /** Allows so many messages in all, and sends what the connection takes. */
    void allow(long messages) {
        if (!stopped && messages > allowed) {
            allowed = messages;
            pump();
        }
    }

    /** Nothing more is allowed; a message that was allowed, but not sent, is not due any more. */
    void stop() {
        stopped = true;
        allowed = sent;
    }

    /** Sends what is allowed and not yet sent, until the connection is full. */
    void pump() {
        if (sent == allowed) {
            return;
        }
        do {
            while (sent < allowed && client.isWritable()) {
                long now = System.nanoTime();
                long intended = schedule.intendedNanos(sent, now);
                client.send(opcode, template.stamped(number, sent, intended));
                Recorder recorder = client.thread().recorder();
                recorder.sent(intended);
                if (schedule != Schedule.AT_ONCE) {
                    recorder.sentLate(intended, now);
                }
                sent++;
            }
            client.flush();
        } while (sent < allowed && client.isWritable());
    }
}
