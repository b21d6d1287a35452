package dev.sluice.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Sessions of three users from two addresses come, send, and go, on lanes that have read what they handle some time ago. */
class SharedQuotaModelTest {
    private static final int USERS = 3;
    private static final int ADDRESSES = 2;
    private static final int PER_USER = 5;
    private static final int PER_ADDRESS = 8;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long BURST = 2 * SECOND;

    /** How long ago each lane has read what it handles. */
    private static final long[] LAGS = {0, SECOND / 20, SECOND / 5};

    private enum Kind {
        OPEN,
        SEND,
        CLOSE
    }

    private record Step(Kind kind, int which, int times, int pauseMillis) {}

    private record Open(SharedLimits.Share share, int user, int address, long lag) {}

    private final List<List<Long>> freeOfUser = lists(USERS);
    private final List<List<Long>> freeOfAddress = lists(ADDRESSES);
    private final List<Open> open = new ArrayList<>();
    private final SharedLimits limits = SharedLimits.of(Limits.builder()
                    .perUser(new Rate(PER_USER, 0))
                    .perIp(new Rate(PER_ADDRESS, 0))
                    .build())
            .orElseThrow();

    @Property(tries = 500)
    void no_user_and_no_address_ever_sends_more_than_rate_and_burst(@ForAll("steps") List<Step> steps)
            throws UnknownHostException {
        long now = 0;
        for (Step step : steps) {
            now += Duration.ofMillis(step.pauseMillis()).toNanos();
            take(step, now);
        }
        freeOfUser.forEach(free -> assertWithin(free, SECOND / PER_USER));
        freeOfAddress.forEach(free -> assertWithin(free, SECOND / PER_ADDRESS));
    }

    private void take(Step step, long now) throws UnknownHostException {
        if (step.kind() == Kind.OPEN || open.isEmpty()) {
            int user = step.which() % USERS;
            int address = step.which() / USERS % ADDRESSES;
            SharedLimits.Share share =
                    limits.enter(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) address}), now);
            assertThat(share.enter("user " + user, now)).isTrue();
            open.add(new Open(share, user, address, LAGS[step.which() % LAGS.length]));
            return;
        }
        Open session = open.get(step.which() % open.size());
        if (step.kind() == Kind.CLOSE) {
            session.share().leave(now);
            open.remove(session);
            return;
        }
        long read = now - session.lag();
        for (int i = 0; i < step.times(); i++) {
            if (session.share().spend(1, read)) {
                freeOfUser.get(session.user()).add(read);
                freeOfAddress.get(session.address()).add(read);
            }
        }
    }

    /** Of any messages in a row, not only of all. */
    private static void assertWithin(List<Long> free, long price) {
        for (int first = 0; first < free.size(); first++) {
            for (int last = first; last < free.size(); last++) {
                long passed = free.get(last) - free.get(first);
                assertThat((last - first + 1) * price).isLessThanOrEqualTo(BURST + passed);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.of(Kind.OPEN, Kind.SEND, Kind.SEND, Kind.CLOSE);
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 59),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(0, 400))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    private static List<List<Long>> lists(int count) {
        List<List<Long>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }
}
