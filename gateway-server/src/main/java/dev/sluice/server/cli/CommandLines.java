package dev.sluice.server.cli;

import dev.sluice.bench.compare.CompareCommand;
import dev.sluice.bench.load.LoadCommand;
import dev.sluice.server.bootstrap.Version;
import picocli.CommandLine;

/** Finds the command that a command line names, and runs it. */
public final class CommandLines {
    /** The exit code of a command that goes on after it has returned. */
    public static final int STILL_RUNNING = -1;

    /** The exit code of whatever the person who typed can mend. */
    static final int MISTAKE = 2;

    private CommandLines() {}

    /** Runs a command line, {@code serve} if it names no command; returns the exit code. */
    public static int run(String... arguments) {
        CommandLine commands = new CommandLine(new RootCommand())
                .addSubcommand(new ServeCommand())
                .addSubcommand(new CheckConfigCommand())
                .addSubcommand(new LoadCommand())
                .addSubcommand(new CompareCommand(Version.current().version() + ", commit "
                        + Version.current().commit()))
                .addSubcommand(new TokenCommand())
                .addSubcommand(new VersionCommand())
                .addSubcommand(new RehearseCommand())
                .addSubcommand(new CommandLine.HelpCommand());
        for (CommandLine command : commands.getSubcommands().values()) {
            command.getCommandSpec().versionProvider(new RootCommand.Versions());
        }
        commands.setUsageHelpAutoWidth(true);
        return commands.execute(namesCommand(commands, arguments) ? arguments : withServe(arguments));
    }

    private static boolean namesCommand(CommandLine commands, String... arguments) {
        return arguments.length > 0
                && (commands.getSubcommands().containsKey(arguments[0])
                        || arguments[0].matches("-h|--help|-V|--version")
                        || !arguments[0].startsWith("-"));
    }

    private static String[] withServe(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "serve";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return all;
    }
}
