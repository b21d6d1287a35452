package dev.sluice.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.plot.BarChart.Bar;
import dev.sluice.bench.plot.BarChart.Whose;
import dev.sluice.bench.plot.LineChart.Line;
import dev.sluice.bench.plot.LineChart.Point;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ChartTest {
    private static final Words WORDS = new Words("Bread & \"butter\" < jam", "Butter costs more.");

    @Test
    void barsAreAsLongAsTheirValuesAre() throws Exception {
        Document svg = parse(new BarChart(
                        WORDS,
                        "µs",
                        List.of(new Bar("one", 2, 1, 3, Whose.OURS), new Bar("other", 4, 4, 4, Whose.OTHERS)))
                .inPage());
        double one = width(svg, 0);
        double other = width(svg, 1);
        assertThat(other).isCloseTo(2 * one, org.assertj.core.data.Offset.offset(0.2));
        assertThat(svg.getDocumentElement().getAttribute("aria-label")).contains("Bread & \"butter\" < jam");
    }

    @Test
    void aPlotAloneBringsItsColoursForLightAndDark() throws Exception {
        String svg = new BarChart(WORDS, "µs", List.of(new Bar("one", 2, 1, 3, Whose.OURS))).alone();
        assertThat(svg).contains("prefers-color-scheme:dark").contains("class=\"ground\"");
        parse(svg);
    }

    @Test
    void bothKindsStandInTheSameFrame() throws Exception {
        Document bars = parse(new BarChart(WORDS, "µs", List.of(new Bar("one", 2, 1, 3, Whose.OURS))).inPage());
        Document lines = parse(new LineChart(
                        WORDS,
                        Axis.linear("members"),
                        Axis.linear("µs"),
                        List.of(new Line("a", List.of(Point.of(0, 1), Point.of(2, 2)))))
                .inPage());
        for (Document svg : List.of(bars, lines)) {
            List<Element> texts = elements(svg, "text");
            assertThat(texts.get(0).getTextContent()).isEqualTo(WORDS.title());
            assertThat(texts).extracting(Element::getTextContent).contains("0", "1", "2", "µs");
            double bottom = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
            assertThat(texts).filteredOn(text -> text.hasAttribute("y")).allSatisfy(text -> assertThat(
                            Double.parseDouble(text.getAttribute("y")))
                    .isBetween(0.0, bottom));
        }
        assertThat(elements(bars, "text").get(0).getAttribute("y"))
                .isEqualTo(elements(lines, "text").get(0).getAttribute("y"));
        assertThat(bars.getDocumentElement().getAttribute("width"))
                .isEqualTo(lines.getDocumentElement().getAttribute("width"));
    }

    @Test
    void aLogarithmicAxisGivesEachFactorOfTenTheSameRoom() {
        Ruler ruler = Ruler.logarithmic(10, 100_000, 0, 400);
        assertThat(ruler.ticks().keySet()).containsExactly(10.0, 100.0, 1_000.0, 10_000.0, 100_000.0);
        assertThat(ruler.at(100) - ruler.at(10)).isEqualTo(ruler.at(100_000) - ruler.at(10_000));
        assertThatThrownBy(() -> Ruler.logarithmic(0, 1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLogarithmicAxisHoldsAllItsValues() {
        for (double[] span : new double[][] {{10, 19_000}, {0.345, 4.96}, {3, 3}, {1, 1}, {70, 110}, {999, 1_001}}) {
            Ruler ruler = Ruler.logarithmic(span[0], span[1], 0, 400);
            assertThat(ruler.at(span[0])).isBetween(-0.001, 400.001);
            assertThat(ruler.at(span[1])).isBetween(-0.001, 400.001);
        }
    }

    @Test
    void aLinearAxisBeginsAtZeroAndHoldsAllItsValues() {
        for (double most : new double[] {0, 0.3, 1, 7.2, 10, 99, 12_345}) {
            Ruler ruler = Ruler.linear(0, most, 0, 400);
            assertThat(ruler.ticks().firstKey()).isZero();
            assertThat(ruler.ticks().lastKey()).isGreaterThanOrEqualTo(most);
            assertThat(ruler.ticks()).hasSizeBetween(2, 8);
        }
    }

    @Test
    void namesOfLinesThatEndTogetherDoNotTouch() throws Exception {
        List<Point> same = List.of(Point.of(10, 1), new Point(1_000, 1, 0.9, 1.1));
        Document svg = parse(new LineChart(
                        WORDS,
                        Axis.logarithmic("members"),
                        Axis.linear("µs"),
                        List.of(new Line("a", same), new Line("b", same), new Line("c", same)))
                .alone());
        List<Double> tops = elements(svg, "text").stream()
                .filter(text -> List.of("a", "b", "c").contains(text.getTextContent()))
                .map(text -> Double.valueOf(text.getAttribute("y")))
                .sorted()
                .toList();
        assertThat(tops).hasSize(3);
        assertThat(tops.get(1) - tops.get(0)).isGreaterThanOrEqualTo(15.9);
        assertThat(tops.get(2) - tops.get(1)).isGreaterThanOrEqualTo(15.9);
    }

    private static double width(Document svg, int bar) {
        return Double.parseDouble(((Element) svg.getElementsByTagName("rect").item(bar)).getAttribute("width"));
    }

    private static List<Element> elements(Document svg, String name) {
        return IntStream.range(0, svg.getElementsByTagName(name).getLength())
                .mapToObj(i -> (Element) svg.getElementsByTagName(name).item(i))
                .toList();
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
