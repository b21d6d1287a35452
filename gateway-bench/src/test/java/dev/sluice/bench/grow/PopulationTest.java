package dev.sluice.bench.grow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.namespace.RoomRules;
import org.junit.jupiter.api.Test;

/** That what is measured is what is said. */
class PopulationTest {
    @Test
    void a_message_reaches_every_member_of_the_one_room() {
        Population population = new Population(1000, 1, RoomRules.OPEN);
        population.turn(3);
        assertThat(population.delivered()).isEqualTo(3000);
        population.end();
    }

    @Test
    void a_message_reaches_the_only_member_of_its_room() {
        Population population = new Population(1000, 1000, RoomRules.OPEN);
        population.turn(3);
        population.turn(4);
        assertThat(population.delivered()).isEqualTo(7);
        population.end();
    }
}
