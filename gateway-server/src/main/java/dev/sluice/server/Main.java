package dev.sluice.server;

/** The entry point of {@code sluice.jar}. */
public final class Main {
    private Main() {}

    /**
     * Runs the command that the arguments name.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        String version = Main.class.getPackage().getImplementationVersion();
        System.out.println("sluice " + (version == null ? "development" : version));
    }
}
