package dev.sluice.transport.io;

/** Which of the kernel's interfaces the lanes should use. */
public enum TransportChoice {
    /** The fastest one that this machine allows: io_uring, else epoll, else nio. */
    AUTO,
    IO_URING,
    EPOLL,
    NIO
}
