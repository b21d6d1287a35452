package dev.sluice.transport.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class IoLoopsTest {
    private final ThreadFactory threads = new DefaultThreadFactory("loop");

    @Test
    void what_a_choice_takes_works_for_every_loop() {
        IoTransport taken = IoLoops.tryOut(TransportChoice.AUTO, 2, threads);
        assertThat(taken.name()).isIn("io_uring", "epoll", "nio");
        assertThat(IoLoops.tryOut(TransportChoice.NIO, 2, threads).toString()).isEqualTo("nio (as configured)");
    }

    @Test
    void io_uring_without_deferred_work_is_the_slower_one() {
        assertThat(IoTransport.whySlower("SETUP_SINGLE_ISSUER_SUPPORTED=true, SETUP_DEFER_TASKRUN_SUPPORTED=false"))
                .hasValueSatisfying(why -> assertThat(why).contains("6.1"));
        assertThat(IoTransport.whySlower("SETUP_SINGLE_ISSUER_SUPPORTED=true, SETUP_DEFER_TASKRUN_SUPPORTED=true"))
                .isEmpty();
    }

    @Test
    void the_faults_of_all_that_do_not_work_are_told() {
        IoTransport epoll = new IoTransport(
                "epoll",
                "io_uring: denied",
                IoTransport.take(TransportChoice.NIO).handlers(),
                EpollServerSocketChannel.class);
        IoTransport last = epoll.next("no files");
        assertThat(last.toString()).isEqualTo("nio (io_uring: denied; epoll: no files)");
        assertThat(last.isLast()).isTrue();
    }
}
