package dev.sluice.bench.micro;

import org.openjdk.jmh.annotations.Benchmark;

/** What an empty benchmark costs: the floor under every other number. */
public class BaselineBenchmark extends LaneBenchmark {
    /** Does nothing. */
    @Benchmark
    public void nothing() {}
}
