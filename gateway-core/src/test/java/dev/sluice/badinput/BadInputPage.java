package dev.sluice.badinput;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The table as users read it, behind an introduction that is written by hand. */
final class BadInputPage {
    static final Path FILE = Path.of("../docs/bad-input.md");

    private static final String FIRST_SECTION = "\n## ";

    private BadInputPage() {}

    /** The file as it is. */
    static String read() throws IOException {
        return Files.readString(FILE);
    }

    /** The file as it should be: its own introduction, and these sections. */
    static String with(List<Section> sections) throws IOException {
        String now = read();
        int tables = now.indexOf(FIRST_SECTION);
        StringBuilder page = new StringBuilder(tables < 0 ? now : now.substring(0, tables));
        for (Section section : sections) {
            page.append(FIRST_SECTION)
                    .append(section.title())
                    .append("\n\n| input | answer | counter |\n|---|---|---|\n");
            for (BadInput row : section.rows()) {
                Answer answer = row.answer();
                page.append("| %s | %s | %s |%n".formatted(row.what(), answer.text(), answer.counter()));
            }
        }
        return page.toString();
    }
}
