package dev.sluice.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IdempotencyStoreTest {
    private static final byte[] REQUEST = {1};
    private static final byte[] OTHER = {2};

    private final IdempotencyStore store = new IdempotencyStore();
    private final AtomicInteger runs = new AtomicInteger();
    private long now = 17;

    @Test
    void a_request_is_carried_out_once_within_the_window() {
        assertThat(answer("k", REQUEST)).isEqualTo("1");
        assertThat(answer("k", REQUEST)).isEqualTo("1");
        assertThat(answer("l", REQUEST)).isEqualTo("2");
        now += IdempotencyStore.WINDOW_NANOS - 1;
        assertThat(answer("k", REQUEST)).isEqualTo("1");
        now++;
        assertThat(answer("k", OTHER)).isEqualTo("3");
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void another_request_with_the_key_is_told_so() {
        answer("k", REQUEST);
        assertThatThrownBy(() -> answer("k", OTHER))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.KEY_REUSED));
    }

    @Test
    void who_comes_while_it_is_carried_out_waits_for_the_same_answer() {
        CompletableFuture<ApiAnswer> slow = new CompletableFuture<>();
        IdempotencyStore.Outcome first = store.once("k", REQUEST, now, () -> slow);
        IdempotencyStore.Outcome second = store.once("k", REQUEST, now, () -> {
            throw new AssertionError("twice");
        });
        assertThat(first.replayed()).isFalse();
        assertThat(second.replayed()).isTrue();
        now += 2 * IdempotencyStore.WINDOW_NANOS;
        IdempotencyStore.Outcome late = store.once("k", REQUEST, now, () -> {
            throw new AssertionError("twice");
        });
        slow.complete(numbered());
        assertThat(text(first.answer())).isEqualTo("1");
        assertThat(text(second.answer())).isEqualTo("1");
        assertThat(text(late.answer())).isEqualTo("1");
    }

    @Test
    void what_was_not_done_is_not_kept() {
        IdempotencyStore.Outcome failed = store.once("k", REQUEST, now, () -> {
            throw Problem.bad("no");
        });
        assertThat(failed.answer()).isCompletedExceptionally();
        store.once("k", REQUEST, now, () -> CompletableFuture.failedFuture(Problem.busy("later")));
        store.once(
                "k",
                REQUEST,
                now,
                () -> CompletableFuture.completedFuture(Problem.busy("later").answer()));
        assertThat(store.size()).isZero();
        assertThat(answer("k", OTHER)).isEqualTo("1");
    }

    @Test
    void so_many_are_kept_and_no_more_the_oldest_go() {
        CompletableFuture<ApiAnswer> slow = new CompletableFuture<>();
        store.once("slow", REQUEST, now, () -> slow);
        for (int i = 0; i < IdempotencyStore.MOST_KEYS + 10; i++) {
            answer("k" + i, REQUEST);
        }
        assertThat(store.size()).isEqualTo(IdempotencyStore.MOST_KEYS);
        assertThat(store.once("slow", REQUEST, now, () -> slow).replayed()).isTrue();
        assertThat(store.once("k0", REQUEST, now, () -> slow).replayed()).isFalse();
        assertThat(store.once("k" + (IdempotencyStore.MOST_KEYS + 9), REQUEST, now, () -> slow)
                        .replayed())
                .isTrue();
    }

    @Test
    void their_bytes_are_bounded() {
        byte[] mebibyte = new byte[1024 * 1024];
        for (int i = 0; i < 30; i++) {
            store.once(
                    "k" + i,
                    REQUEST,
                    now,
                    () -> CompletableFuture.completedFuture(new ApiAnswer(200, "", mebibyte, Map.of())));
        }
        assertThat(store.size()).isEqualTo((int) (IdempotencyStore.MOST_BYTES / mebibyte.length));
        now += IdempotencyStore.WINDOW_NANOS;
        answer("k", REQUEST);
        assertThat(store.size()).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            answer("small" + i, REQUEST);
        }
        assertThat(store.size()).as("what was let go counts no more").isEqualTo(101);
    }

    private String answer(String key, byte[] request) {
        return text(store.once(key, request, now, () -> CompletableFuture.completedFuture(numbered()))
                .answer());
    }

    private ApiAnswer numbered() {
        return new ApiAnswer(200, "text/plain", new byte[] {(byte) ('0' + runs.incrementAndGet() % 10)}, Map.of());
    }

    private static String text(CompletableFuture<ApiAnswer> answer) {
        return new String(answer.join().body(), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
