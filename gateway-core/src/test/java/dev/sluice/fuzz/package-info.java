/**
 * What a hostile client may send, tried by a fuzzer. Each class here is one target: {@code mvnw test} runs it over its seeds and
 * whatever was found before, {@code ./fuzz} lets Jazzer look for more.
 */
package dev.sluice.fuzz;
