package dev.sluice.limit;

/** Bytes that many may hold together. Confined to one lane. */
public final class ByteBudget {
    private final long most;
    private long used;

    /** Nothing is used yet. */
    public ByteBudget(long most) {
        this.most = most;
    }

    /** Takes bytes, all or none; false if they do not fit. */
    public boolean tryCharge(long bytes) {
        if (bytes > most - used) {
            return false;
        }
        used += bytes;
        return true;
    }

    /** Gives bytes back. */
    public void discharge(long bytes) {
        used -= bytes;
    }

    /** Bytes that are taken now. */
    public long used() {
        return used;
    }
}
