package dev.sluice.server.config;

/** Where a value was written, for the problems in it. */
sealed interface Origin {

    /** The line that tells of a problem with a setting written here. */
    String problem(String key, String what);

    /**
     * In the file.
     *
     * @param file as it was named on the command line
     * @param line from 1
     * @param column from 1, in characters
     */
    record InFile(String file, int line, int column) implements Origin {
        @Override
        public String problem(String key, String what) {
            return problem(Excerpt.of(key) + ": " + what);
        }

        /** A problem of the file, with no setting to name. */
        String problem(String what) {
            return file + ":" + line + ":" + column + ": " + what;
        }
    }

    /** In an environment variable. */
    record Variable(String name) implements Origin {
        @Override
        public String problem(String key, String what) {
            return Excerpt.of(name) + ": " + what;
        }
    }

    /** In a {@code --set} of the command line. */
    record Option() implements Origin {
        @Override
        public String problem(String key, String what) {
            return "--set " + Excerpt.of(key) + ": " + what;
        }
    }
}
