package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.plot.LineChart;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is measured several times, and what is written of it. */
class CurvesTest {
    @Test
    void aPointIsTheMedianOfWhatWasMeasuredThere() {
        Curve curve = curve("members", 10, 3.0, 1.0, 2.0);
        curve.add(100, 4.0);
        curve.add(100, 5.0);

        assertThat(curve.sizes()).containsExactly(10, 100);
        assertThat(curve.median(10)).isEqualTo(2.0);
        assertThat(curve.median(100)).isEqualTo(4.5);
        assertThat(curve.least(10)).isEqualTo(1.0);
        assertThat(curve.most(10)).isEqualTo(3.0);
    }

    @Test
    void aLineHasItsMediansAndWhatLiesAroundThem() {
        assertThat(curve("members", 10, 3.0, 1.0, 2.0).line())
                .isEqualTo(new LineChart.Line("one", List.of(new LineChart.Point(10, 2.0, 1.0, 3.0))));
    }

    @Test
    void theJsonHoldsEveryPoint() {
        assertThat(CurveReport.json(List.of(List.of(curve("members", 10, 3.0, 1.0, 2.0))))
                        .replaceAll("\\s", ""))
                .contains("{\"members\":10,\"median\":2.0,\"min\":1.0,\"max\":3.0}");
    }

    private static Curve curve(String of, int size, double... values) {
        Curve curve = new Curve("one", of);
        for (double value : values) {
            curve.add(size, value);
        }
        return curve;
    }
}
