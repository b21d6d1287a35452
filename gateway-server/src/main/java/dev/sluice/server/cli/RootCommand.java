package dev.sluice.server.cli;

import dev.sluice.server.bootstrap.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** What stands before every command: the program's name and its help. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Versions.class,
        description = "Sluice, a WebSocket gateway. Without a command it serves on its defaults, on loopback.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nEnvironment of ./gateway:%n",
        footer = {
            "  JAVA_OPTS                more options for the JVM; they beat the launcher's own",
            "  GATEWAY_START_CACHE=off  neither keep nor use the archive that makes a start fast; keep: make none"
        })
final class RootCommand {
    /** The line of {@code --version}. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sluice " + Version.current().version()};
        }
    }
}
