package dev.sluice.server.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * One event a line on standard error. Logback finds this class by {@code META-INF/services} at the first line that is logged, long
 * before the configuration is known; {@link #apply} changes what the configuration says. In code, because reading a file of XML would
 * be a tenth of the start-up.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String APPENDER = "stderr";
    private static final String OURS = "dev.sluice";

    /** A pipe that nobody reads must not hold up the end of the process. */
    private static final Duration FLUSH_PATIENCE = Duration.ofSeconds(1);

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        AsyncLog log = new AsyncLog(LogOutput.standardError(), new TextLine());
        log.setName(APPENDER);
        log.setContext(context);
        log.addFilter(new LibraryFilter(OURS));
        log.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
        setLevels(context, LogConfig.defaults().level());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logs as configured from now on. */
    public static void apply(LogConfig config) {
        context().ifPresent(context -> setLevels(context, config.level()));
        log().ifPresent(log -> log.become(lineOf(config.format())));
    }

    /** Waits until what was logged is written; not for long, if that does not work. */
    public static void flush() {
        log().ifPresent(log -> log.flush(FLUSH_PATIENCE));
    }

    /** Events that were logged and not written. */
    public static long droppedEvents() {
        return log().map(AsyncLog::dropped).orElse(0L);
    }

    private static LineFormat lineOf(LogFormat format) {
        return switch (format) {
            case TEXT -> new TextLine();
            case JSON -> new JsonLine();
        };
    }

    private static void setLevels(LoggerContext context, LogLevel level) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level.ofLibraries());
        context.getLogger(OURS).setLevel(level.level());
    }

    private static Optional<AsyncLog> log() {
        return context()
                .map(context -> context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER))
                .filter(AsyncLog.class::isInstance)
                .map(AsyncLog.class::cast);
    }

    /** Empty where a program that embeds this one has brought another logger. */
    private static Optional<LoggerContext> context() {
        return Optional.of(LoggerFactory.getILoggerFactory())
                .filter(LoggerContext.class::isInstance)
                .map(LoggerContext.class::cast);
    }
}
