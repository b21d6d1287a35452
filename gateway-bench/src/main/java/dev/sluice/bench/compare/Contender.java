package dev.sluice.bench.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A server that takes part.
 *
 * @param name as on the command line
 * @param title as in the report, with its version
 * @param ours whether it is Sluice
 * @param directory where its program is started
 * @param command its program, by the port to listen on
 */
record Contender(String name, String title, boolean ours, Path directory, IntFunction<List<String>> command) {}
