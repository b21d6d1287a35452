package dev.sluice.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a whole file as UTF-8, or says in one line why it cannot. */
final class FileText {
    /** Hundreds of times the reference with all its comments; a larger file was named by mistake. */
    private static final int MAX_BYTES = Size.MIB;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private FileText() {}

    /** The text, without a byte order mark; null after a problem was noted. */
    static @Nullable String read(Path file, Written written) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                written.problem(file + ": larger than 1MiB, which no configuration is");
                return null;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (IOException e) {
            written.problem(file + ": " + reason(file, e));
            return null;
        }
    }

    private static String reason(Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "may not be read";
        }
        if (failure instanceof CharacterCodingException) {
            return "not UTF-8";
        }
        return Files.isDirectory(file) ? "a directory, not a file" : "cannot be read: " + failure.getMessage();
    }
}
