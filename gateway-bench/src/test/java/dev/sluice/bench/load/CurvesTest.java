package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What is measured several times, and the picture of it. */
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
    void thePictureJoinsTheMediansFromLeftToRightOnAScaleOfPowers() throws Exception {
        Curve curve = curve("members", 10, 1.0);
        curve.add(100, 2.0);
        curve.add(1000, 0.5);

        List<double[]> points = points(new CurvePlot("CPU", List.of(curve)).svg());

        assertThat(points).hasSize(3);
        double step = points.get(1)[0] - points.get(0)[0];
        assertThat(points.get(2)[0] - points.get(1)[0]).isCloseTo(step, within(0.2));
        double rise = points.get(0)[1] - points.get(1)[1];
        assertThat(rise).as("a larger value lies higher").isPositive();
        assertThat(points.get(2)[1] - points.get(0)[1]).isCloseTo(rise / 2, within(0.2));
    }

    @Test
    void thePictureOfOnePointAndOfManyMagnitudesIsWellFormed() throws Exception {
        for (double value : new double[] {1e-9, 0.003, 0.7, 1, 9.99, 12_345}) {
            Document picture = parse(new CurvePlot("a < b & c", List.of(curve("rooms", 1, value))).svg());
            NodeList lines = picture.getElementsByTagName("line");
            assertThat(lines.getLength()).as("lines at %s", value).isBetween(2, 10);
        }
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

    private static List<double[]> points(String svg) throws Exception {
        Element line = (Element) parse(svg).getElementsByTagName("polyline").item(0);
        String[] words = line.getAttribute("points").split("[ ,]");
        return IntStream.range(0, words.length / 2)
                .mapToObj(i -> new double[] {Double.parseDouble(words[2 * i]), Double.parseDouble(words[2 * i + 1])})
                .toList();
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
