package dev.sluice.bench.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A plot. */
public sealed interface Chart permits BarChart, LineChart {
    /** The text of an {@code svg} element for a page that brings {@link Look#CSS}. */
    String inPage();

    /** The text of an SVG file, with its own colours and ground. */
    String alone();

    /** Writes the file. */
    default void write(Path file) throws IOException {
        Files.writeString(file, alone());
    }
}
