package dev.sluice.server.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.sluice.log.LogText;

/** An exception in one line. Its message may hold what a client sent, so it is bounded and escaped like that. */
final class Stack {
    private static final String BETWEEN = " | ";

    private Stack() {}

    /** The exception and its causes without their frames: {@code java.io.IOException: broken; caused by …}. */
    static String summary(IThrowableProxy thrown) {
        StringBuilder line = new StringBuilder();
        for (IThrowableProxy each = thrown; each != null && !each.isCyclic(); each = each.getCause()) {
            if (each != thrown) {
                line.append("; caused by ");
            }
            appendHead(line, each);
            if (line.length() > LineFormat.MOST_CHARACTERS) {
                break;
            }
        }
        return LineFormat.bounded(line.toString());
    }

    /** The frames, newest first, and those of its causes where they differ: {@code at a.B.c(B.java:1) | at …}. */
    static String frames(IThrowableProxy thrown) {
        StringBuilder line = new StringBuilder();
        for (IThrowableProxy each = thrown; each != null && !each.isCyclic(); each = each.getCause()) {
            if (each != thrown) {
                line.append(BETWEEN).append("caused by ");
                appendHead(line, each);
            }
            appendFrames(line, each);
            if (line.length() > LineFormat.MOST_CHARACTERS) {
                break;
            }
        }
        return LineFormat.bounded(line.toString());
    }

    private static void appendHead(StringBuilder line, IThrowableProxy thrown) {
        line.append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            line.append(": ").append(LogText.of(thrown.getMessage()));
        }
    }

    private static void appendFrames(StringBuilder line, IThrowableProxy thrown) {
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        int shown = frames.length - thrown.getCommonFrames();
        for (int i = 0; i < shown; i++) {
            line.append(line.isEmpty() ? "" : BETWEEN).append(frames[i].getSTEAsString());
        }
        if (shown < frames.length) {
            line.append(BETWEEN).append(frames.length - shown).append(" more");
        }
    }
}
