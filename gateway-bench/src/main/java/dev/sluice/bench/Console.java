package dev.sluice.bench;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has, as a mixin: the option that explains it, and where its words go. Filled in by the command line. */
public final class Console {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // filled in by picocli
    private CommandSpec command;

    /** The command as picocli knows it. */
    public CommandLine commandLine() {
        return command.commandLine();
    }

    /** For what was asked for. */
    public PrintWriter out() {
        return commandLine().getOut();
    }

    /** For what goes wrong, and for progress. */
    public PrintWriter err() {
        return commandLine().getErr();
    }
}
