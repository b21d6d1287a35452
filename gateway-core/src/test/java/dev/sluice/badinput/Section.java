package dev.sluice.badinput;

import java.util.List;
import java.util.stream.Stream;

/** Rows that belong together. */
record Section(String title, List<BadInput> rows) {
    Section(String title, BadInput... rows) {
        this(title, List.of(rows));
    }

    /** The whole table. */
    static List<Section> all() {
        return Stream.of(
                        RequestRows.sections(),
                        HandshakeRows.sections(),
                        CallerRows.sections(),
                        FrameRows.sections(),
                        CompressionRows.sections(),
                        EnvelopeRows.sections(),
                        TokenRows.sections(),
                        LimitRows.sections(),
                        NamespaceRows.sections())
                .flatMap(List::stream)
                .toList();
    }
}
