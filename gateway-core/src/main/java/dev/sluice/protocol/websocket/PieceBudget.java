package dev.sluice.protocol.websocket;

/** Memory for the pieces of messages that have not come whole, shared by the connections of a lane. */
public interface PieceBudget {
    /** Gives as much as is asked for. */
    PieceBudget NONE = new PieceBudget() {
        @Override
        public boolean tryCharge(long bytes) {
            return true;
        }

        @Override
        public void discharge(long bytes) {}
    };

    /** Takes bytes, all or none; false if they do not fit. */
    boolean tryCharge(long bytes);

    /** Gives bytes back. */
    void discharge(long bytes);
}
