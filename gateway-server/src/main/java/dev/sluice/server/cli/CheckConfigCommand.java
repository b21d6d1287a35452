package dev.sluice.server.cli;

import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.ConfigLoader;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.tls.BadTlsFileException;
import dev.sluice.server.tls.TlsCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check-config}: says what is wrong with a file, all of it. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        description = "Prints every problem of a configuration with its line and exits with 2, or prints ok.")
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration, in YAML.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not made by picocli");
        }
        PrintWriter errors = spec.commandLine().getErr();
        try {
            ServerConfig config = ConfigLoader.load(Optional.ofNullable(file), List.of(), ConfigLoader.environment());
            if (config.tls().isPresent()) {
                TlsCheck.run(config.tls().get(), Instant.now())
                        .ifPresent(warning -> errors.println("warning: " + warning));
            }
            spec.commandLine().getOut().println("ok");
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(errors::println);
        } catch (BadTlsFileException e) {
            errors.println(e.what()); // changed since the moment before
        }
        return CommandLines.MISTAKE;
    }
}
