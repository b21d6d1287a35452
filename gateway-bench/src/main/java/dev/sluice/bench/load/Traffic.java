package dev.sluice.bench.load;

import dev.sluice.protocol.websocket.Opcode;

/**
 * What is sent and how fast.
 *
 * @param size bytes of payload
 * @param perSecond messages a second of all senders together, an open loop; 0: a closed loop
 * @param window messages that each sender keeps in flight in a closed loop
 * @param opcode text or binary
 */
record Traffic(int size, double perSecond, int window, Opcode opcode) {
    boolean isOpenLoop() {
        return perSecond > 0;
    }

    Grid grid(Window measured, int senders) {
        return new Grid(measured.startNanos(), measured.toNanos(), perSecond, senders);
    }
}
