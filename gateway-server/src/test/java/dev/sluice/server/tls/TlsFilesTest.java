package dev.sluice.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each thing that can be wrong with the files of TLS, and the line that tells of it. */
class TlsFilesTest {
    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

    private static final X509Bundle ROOT = issued(authority("CN=root"), null);
    private static final X509Bundle MIDDLE = issued(authority("CN=middle"), ROOT);
    private static final X509Bundle OWN = issued(named("CN=own"), MIDDLE);
    private static final X509Bundle OTHER = issued(named("CN=other"), MIDDLE);

    @TempDir
    Path directory;

    private Path certificate;
    private Path key;

    @BeforeEach
    void write() {
        certificate = write("own.pem", OWN.getCertificatePEM() + MIDDLE.getCertificatePEM());
        key = write("own.key", OWN.getPrivateKeyPEM());
    }

    @Test
    void a_sound_chain_has_nothing_to_say() throws BadTlsFileException {
        assertThat(warning()).isEmpty();
        write("own.pem", OWN.getCertificatePEM());
        assertThat(warning()).isEmpty();
        write(
                "own.pem",
                "subject=own\n" + OWN.getCertificatePEM() + "issuer: the middle\r\n" + MIDDLE.getCertificatePEM()
                        + ROOT.getCertificatePEM());
        assertThat(warning()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "ecp384", "rsa2048", "rsa3072"})
    void a_key_may_be_of_each_usual_kind(Algorithm algorithm) throws BadTlsFileException {
        X509Bundle bundle = issued(named("CN=kind").algorithm(algorithm), ROOT);
        write("own.pem", bundle.getCertificatePEM());
        write("own.key", bundle.getPrivateKeyPEM());
        assertThat(warning()).isEmpty();
    }

    @Test
    void a_key_of_a_kind_that_browsers_do_not_know_is_refused() {
        X509Bundle bundle = issued(named("CN=kind").algorithm(Algorithm.ed25519), ROOT);
        write("own.pem", bundle.getCertificatePEM());
        write("own.key", bundle.getPrivateKeyPEM());
        assertThat(problem())
                .isEqualTo("the certificate of CN=kind has a key for EdDSA; make one with an RSA or EC key");
    }

    @Test
    void a_missing_file_is_named_with_where_it_was_looked_for() {
        key = directory.resolve("none.key");
        assertThat(problem()).isEqualTo(key + " does not exist");
        certificate = Path.of("none.pem");
        assertThat(problem())
                .isEqualTo("none.pem does not exist in " + Path.of("").toAbsolutePath());
        certificate = directory;
        assertThat(problem()).isEqualTo(directory + " is a directory, not a file");
    }

    @Test
    void a_file_that_may_not_be_read_says_so() throws IOException {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
        if (!Files.isReadable(key)) { // root reads everything
            assertThat(problem()).isEqualTo(key + " may not be read; let the user that runs the server read it");
        }
    }

    @Test
    void what_is_no_pem_says_what_is() {
        write("own.key", "no key");
        assertThat(problem())
                .isEqualTo(key + " holds no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----");
        write("own.pem", OWN.getPrivateKeyPEM());
        assertThat(problem())
                .isEqualTo(certificate + " holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----");
        write("own.pem", "x".repeat(2_000_000));
        assertThat(problem()).isEqualTo(certificate + " is larger than 1MiB, which no PEM file is");
    }

    @Test
    void a_broken_certificate_is_counted_off() {
        String broken = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        write("own.pem", OWN.getCertificatePEM() + broken);
        assertThat(problem()).isEqualTo(certificate + ": certificate 2 is broken; copy it anew, whole and unchanged");
    }

    @Test
    void a_key_of_another_certificate_does_not_fit() {
        String advice = " does not fit the certificate of CN=own: give the key that it was requested with, or the"
                + " certificate of this key";
        write("own.key", OTHER.getPrivateKeyPEM());
        assertThat(problem()).isEqualTo(key + advice);
        write("own.key", issued(named("CN=rsa").rsa2048(), ROOT).getPrivateKeyPEM());
        assertThat(problem()).isEqualTo(key + advice);
        write("own.key", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n");
        assertThat(problem()).isEqualTo(key + advice);
    }

    @Test
    void an_encrypted_key_is_told_from_a_wrong_one() {
        String advice =
                " is encrypted, and nobody is there to type its passphrase: write it without one, with openssl pkey"
                        + " -in " + key + " -out plain.pem, where only the server may read it";
        write("own.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThat(problem()).isEqualTo(key + advice);
        write(
                "own.key",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMIIB\n"
                        + "-----END RSA PRIVATE KEY-----\n");
        assertThat(problem()).isEqualTo(key + advice);
    }

    @Test
    void the_servers_own_certificate_comes_first() {
        write("own.pem", MIDDLE.getCertificatePEM() + OWN.getCertificatePEM());
        assertThat(problem())
                .isEqualTo("the key is that of certificate 2, CN=own: put it first, then each one's issuer");
    }

    @Test
    void each_certificate_has_issued_the_one_before() {
        String advice = ": put the server's own first, then each one's issuer, and no others";
        write("own.pem", OWN.getCertificatePEM() + ROOT.getCertificatePEM() + MIDDLE.getCertificatePEM());
        assertThat(problem()).isEqualTo("certificate 2, CN=root, has not issued certificate 1, CN=own" + advice);
        write("own.pem", OWN.getCertificatePEM() + OTHER.getCertificatePEM());
        assertThat(problem()).isEqualTo("certificate 2, CN=other, has not issued certificate 1, CN=own" + advice);
        X509Bundle namesake = issued(authority("CN=middle"), ROOT);
        write("own.pem", OWN.getCertificatePEM() + namesake.getCertificatePEM());
        assertThat(problem()).isEqualTo("certificate 2, CN=middle, has not issued certificate 1, CN=own" + advice);
    }

    @Test
    void a_certificate_for_later_is_refused() {
        use(named("CN=later").notBefore(NOW.plus(Duration.ofDays(3))).notAfter(NOW.plus(Duration.ofDays(90))));
        assertThat(problem())
                .isEqualTo(
                        "the certificate of CN=later is not valid before 2030-02-03T12:00:00Z, 3 days from now: check the"
                                + " clock of this machine, or use it from then on");
    }

    @Test
    void an_end_is_told_of_from_two_weeks_before() throws BadTlsFileException {
        use(ending(NOW.plus(Duration.ofDays(15))));
        assertThat(warning()).isEmpty();
        use(ending(NOW.plus(Duration.ofDays(13)).plusSeconds(1)));
        assertThat(warning())
                .contains("the certificate of CN=ending expires in 13 days, at 2030-02-13T12:00:01Z: renew it");
        use(ending(NOW.plusSeconds(60)));
        assertThat(warning()).get().asString().contains("expires in 0 days");
        use(ending(NOW.minus(Duration.ofDays(1))));
        assertThat(warning())
                .contains("the certificate of CN=ending expired 1 day ago, at 2030-01-30T12:00:00Z: clients refuse it;"
                        + " replace it with a new one");
    }

    @Test
    void clients_are_signed_by_an_authority() throws BadTlsFileException {
        Path authority = write("clients.pem", MIDDLE.getCertificatePEM() + ROOT.getCertificatePEM());
        assertThat(run(Optional.of(authority))).isEmpty();
        write("clients.pem", OTHER.getCertificatePEM());
        assertThat(problem(Optional.of(authority)))
                .isEqualTo(authority
                        + " holds CN=other, which is no authority: give the certificate that signs those of the"
                        + " clients");
        assertThat(problem(Optional.of(directory.resolve("none")))).endsWith("none does not exist");
    }

    private void use(CertificateBuilder builder) {
        X509Bundle bundle = issued(builder, ROOT);
        write("own.pem", bundle.getCertificatePEM());
        write("own.key", bundle.getPrivateKeyPEM());
    }

    private Optional<String> warning() throws BadTlsFileException {
        return run(Optional.empty());
    }

    private Optional<String> run(Optional<Path> authority) throws BadTlsFileException {
        return TlsCheck.run(new TlsFiles(certificate, key, authority, ClientCertificates.REQUIRED), NOW);
    }

    private String problem() {
        return problem(Optional.empty());
    }

    private String problem(Optional<Path> authority) {
        BadTlsFileException refused = catchThrowableOfType(BadTlsFileException.class, () -> run(authority));
        assertThat(refused).as("the files were accepted").isNotNull();
        return refused.what();
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CertificateBuilder named(String subject) {
        return new CertificateBuilder()
                .subject(subject)
                .ecp256()
                .notBefore(NOW.minus(Duration.ofDays(60)))
                .notAfter(NOW.plus(Duration.ofDays(60)));
    }

    private static CertificateBuilder authority(String subject) {
        return named(subject).setIsCertificateAuthority(true);
    }

    private static CertificateBuilder ending(Instant end) {
        return named("CN=ending").notAfter(end);
    }

    private static X509Bundle issued(CertificateBuilder builder, X509Bundle issuer) {
        try {
            return issuer == null ? builder.buildSelfSigned() : builder.buildIssuedBy(issuer);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
