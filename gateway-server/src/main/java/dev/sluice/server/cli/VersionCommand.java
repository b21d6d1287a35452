package dev.sluice.server.cli;

import dev.sluice.server.bootstrap.Version;
import dev.sluice.transport.io.IoLoops;
import dev.sluice.transport.io.TransportChoice;
import dev.sluice.transport.tls.TlsPolicy;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code version}: what would run here. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Prints version, commit, JDK, and the transport and TLS that this machine allows.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not made by picocli");
        }
        Version version = Version.current();
        int processors = Runtime.getRuntime().availableProcessors();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "sluice %s, commit %s%nJDK %s%ntransport %s%nTLS by %s%n",
                        version.version(),
                        version.commit(),
                        version.jdk(),
                        IoLoops.tryOut(TransportChoice.AUTO, processors, new DefaultThreadFactory("version")),
                        TlsPolicy.providerName());
        return 0;
    }
}
