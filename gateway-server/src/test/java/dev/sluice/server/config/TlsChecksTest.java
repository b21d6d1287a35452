package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.tls.ClientCertificates;
import dev.sluice.server.tls.TlsFiles;
import dev.sluice.testing.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsChecksTest {
    @TempDir
    Path directory;

    private String certificate;
    private String key;

    @BeforeEach
    void write() throws IOException {
        certificate = Files.writeString(directory.resolve("own.pem"), Tls.CERTIFICATE.getCertificatePEM())
                .toString();
        key = Files.writeString(directory.resolve("own.key"), Tls.CERTIFICATE.getPrivateKeyPEM())
                .toString();
    }

    @Test
    void certificate_and_key_make_tls() throws ConfigException {
        assertThat(Loading.nothing().config().tls()).isEmpty();
        assertThat(Loading.yaml(directory, "tls: { certificate: " + certificate + ", key: " + key + " }\n")
                        .config()
                        .tls())
                .contains(new TlsFiles(Path.of(certificate), Path.of(key), Optional.empty(), ClientCertificates.OFF));
        assertThat(Loading.yaml(directory, """
                tls:
                  certificate: %s
                  key: %s
                  client-ca: %s
                  client-certificates: optional
                """.formatted(certificate, key, certificate))
                        .config()
                        .tls())
                .get()
                .extracting(TlsFiles::clientCertificates)
                .isEqualTo(ClientCertificates.OPTIONAL);
        assertThat(Loading.yaml(directory, "tls: { client-certificates: off }\n")
                        .config())
                .isEqualTo(ServerConfig.defaults());
    }

    @Test
    void an_empty_name_is_a_mistake_and_no_way_to_turn_tls_off() {
        String yaml = "tls: { certificate: " + certificate + ", key: " + key + " }\n";
        assertThat(Loading.yaml(directory, yaml)
                        .variables(Map.of("SLUICE_TLS_CERTIFICATE", "", "SLUICE_TLS_KEY", ""))
                        .problems())
                .containsExactlyInAnyOrder(
                        "SLUICE_TLS_CERTIFICATE: expected a file, relative to the working directory unless it begins with /,"
                                + " got \"\"",
                        "SLUICE_TLS_KEY: expected a file, relative to the working directory unless it begins with /,"
                                + " got \"\"");
    }

    @Test
    void one_without_the_other_is_a_mistake() {
        assertThat(Loading.yaml(directory, "tls:\n  certificate: own.pem\n").problems())
                .containsExactly("sluice.yaml:2:16: tls.certificate: needs tls.key too; write both, or neither to speak"
                        + " without TLS");
        assertThat(Loading.nothing().set("tls.key=" + key).problems())
                .containsExactly(
                        "--set tls.key: needs tls.certificate too; write both, or neither to speak without TLS");
    }

    @Test
    void certificates_of_clients_need_an_authority_and_an_authority_is_used() {
        String[] both = {"tls.certificate=" + certificate, "tls.key=" + key};
        assertThat(Loading.nothing()
                        .set(both[0], both[1], "tls.client-certificates=required")
                        .problems())
                .containsExactly(
                        "--set tls.client-certificates: needs tls.client-ca, the certificate of who signs those of"
                                + " the clients");
        assertThat(Loading.nothing()
                        .set(both[0], both[1], "tls.client-ca=" + certificate)
                        .problems())
                .containsExactly(
                        "--set tls.client-ca: is not looked at while tls.client-certificates is off; write optional"
                                + " or required there");
        assertThat(Loading.nothing()
                        .set("tls.client-ca=" + certificate, "tls.client-certificates=required")
                        .problems())
                .containsExactly("--set tls.client-ca: needs tls.certificate and tls.key too");
    }

    @Test
    void what_is_wrong_with_a_file_is_told_where_it_was_named() {
        assertThat(Loading.yaml(directory, "tls:\n  certificate: " + certificate + "\n  key: /none\n")
                        .problems())
                .containsExactly("sluice.yaml:3:8: tls.key: /none does not exist");
        assertThat(Loading.nothing()
                        .set("tls.key=" + key)
                        .variables(Map.of("SLUICE_TLS_CERTIFICATE", key))
                        .problems())
                .containsExactly("SLUICE_TLS_CERTIFICATE: " + key
                        + " holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----");
    }

    @Test
    void a_path_is_text() {
        assertThat(Loading.yaml(directory, "tls: { certificate: , key: 5 }\n").problems())
                .containsExactly(
                        "sluice.yaml:1:8: tls.certificate: expected a file, relative to the working directory unless it"
                                + " begins with /, got nothing",
                        "sluice.yaml:1:28: tls.key: expected a file, relative to the working directory unless it begins"
                                + " with /, got 5");
        assertThat(Loading.nothing().set("tls.key=a\0b").problems()).hasSize(1);
    }
}
