package dev.sluice.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By which keys a room knows a message again, and for how long. */
class PublishKeysTest {
    private static final long WINDOW = PublishKeys.WINDOW.toNanos();

    private final PublishKeys keys = new PublishKeys();

    @Test
    void a_key_is_known_for_the_window_and_not_longer() {
        keys.note(key("a"), 7, 100);
        assertThat(keys.offsetOf(key("a"), 100 + WINDOW - 1)).isEqualTo(7);
        assertThat(keys.offsetOf(key("b"), 100)).isZero();
        assertThat(keys.offsetOf(key("a"), 100 + WINDOW)).isZero();
        assertThat(keys.isEmpty()).isTrue();
        assertThat(keys.bytes()).isZero();
    }

    @Test
    void a_key_is_its_users_own() {
        keys.note(new PublishKey("ada", "a"), 1, 0);
        assertThat(keys.offsetOf(new PublishKey("bob", "a"), 0)).isZero();
        assertThat(keys.offsetOf(key("a"), 0)).isZero();
        assertThat(keys.offsetOf(new PublishKey("ada", "a"), 0)).isEqualTo(1);
    }

    @Test
    void the_oldest_give_way_to_more_than_so_many() {
        for (int i = 1; i <= PublishKeys.MOST + 1; i++) {
            keys.note(key("k" + i), i, 0);
        }
        assertThat(keys.offsetOf(key("k1"), 0)).isZero();
        assertThat(keys.offsetOf(key("k2"), 0)).isEqualTo(2);
        assertThat(keys.offsetOf(key("k" + (PublishKeys.MOST + 1)), 0)).isEqualTo(PublishKeys.MOST + 1);
    }

    @Test
    void thousands_of_keys_of_one_hash_are_found_as_fast_as_others() {
        for (int i = 0; i < PublishKeys.MOST; i++) {
            keys.note(key(sameHash(i)), i + 1, 0);
        }
        for (int i = 0; i < PublishKeys.MOST; i++) {
            assertThat(keys.offsetOf(key(sameHash(i)), 0)).isEqualTo(i + 1);
        }
    }

    /** Fourteen bits, each as one of two pairs of letters that hash alike. */
    private static String sameHash(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 14; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private static PublishKey key(String text) {
        return new PublishKey("", text);
    }
}
