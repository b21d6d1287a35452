package dev.sluice.server;

import dev.sluice.server.cli.CommandLines;
import dev.sluice.server.log.LogSetup;

/** The entry point of {@code sluice.jar}. */
public final class Main {
    private Main() {}

    /**
     * Runs the command that the arguments name, {@code serve} if they name none, and exits with its code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        // Before Netty is loaded; it reads this once. With the manifest's Add-Opens it lets Netty count direct memory
        // itself.
        System.setProperty("io.netty.tryReflectionSetAccessible", "true");
        int code = CommandLines.run(arguments);
        if (code != CommandLines.STILL_RUNNING) {
            LogSetup.flush();
            System.exit(code);
        }
    }
}
