package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    echo --connections 0                 | --connections must be at least 1
                    echo --connections 90000000          | connections do not fit into the limit of
                    echo --seconds 0                     | --seconds must be above 0
                    echo --warmup -1                     | --warmup must be 0
                    echo --size 31                       | --size must be 32 to
                    echo --rate -5                       | --rate must be 0 to
                    echo --window 0                      | --window must be 1 to
                    echo --window 65536 --size 10000000  | --window times --size
                    echo --window 2 --rate 100           | exclude each other
                    echo --threads -1                    | --threads must be 0 to
                    echo --url http://127.0.0.1          | must begin with ws://
                    echo --url ws:///echo                | must look like ws://host:port
                    echo --url ws://no-such-host.invalid | no host is called no-such-host.invalid
                    echo --json /no/such/folder/file     | cannot write --json
                    fanout --rooms 0                     | --rooms must be 1 to
                    fanout --connections 3 --rooms 4     | --rooms must be 1 to
                    fanout --publishers 0                | --publishers must be at least 1
                    fanout --envelope --binary           | leave --binary out
                    fanout --rooms 2 --url ws://x/chat   | must hold {room}
                    idle --rooms 2 --url ws://x/chat     | must hold {room}
                    growth --pid 1 --seconds 0           | --seconds must be above 0
                    growth --pid 1 --warmup -1           | --warmup must be 0
                    growth --pid 1 --rounds 0            | --rounds must be 1 to
                    growth --pid 1 --url ws://x/chat     | must hold {room}
                    """)
    void whatCannotBeDoneIsOneLineAndExitCodeTwo(String arguments, String message) {
        LoadRunner run = LoadRunner.run(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("load: ").contains(message).hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"echo --connections many", "echo --no-such-option", "juggle"})
    void whatIsNoOptionIsExitCodeTwo(String arguments) {
        assertThat(LoadRunner.run(arguments.split(" ")).exitCode()).isEqualTo(2);
    }

    @Test
    void withoutAScenarioItSaysWhichThereAre() {
        LoadRunner run = LoadRunner.run();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("echo", "fanout", "idle", "connect");
    }

    @Test
    void helpTellsTheDefaults() {
        LoadRunner run = LoadRunner.run("fanout", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--publishers", "--rate", "ws://127.0.0.1:8080", "(default: 64)");
    }

    @ParameterizedTest
    @CsvSource({"echo, 10.0, 1.0", "growth, 4.0, 2.0"})
    void eachTellsItsOwnTimes(String scenario, String seconds, String warmup) {
        LoadRunner run = LoadRunner.run(scenario, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("-h, --help Show this text.")
                .contains("--insecure Believe any certificate")
                .contains("How long a measurement takes (default: " + seconds + ")")
                .contains("How long to go on before that (default: " + warmup + ")");
    }

    @Test
    void aFileThatCannotBeWrittenIsFoundOutBeforeTheLoad(@TempDir Path folder) {
        LoadRunner run = LoadRunner.run("echo", "--json", folder.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("load: cannot write --json " + folder);
    }
}
