package dev.sluice.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Tls;
import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTlsTest {
    private static final X509Bundle OTHER = Tls.selfSigned("CN=other");

    @TempDir
    Path directory;

    @Test
    void it_knows_whether_what_the_files_held_last_is_in_use() throws Exception {
        write(Tls.CERTIFICATE, Tls.CERTIFICATE);
        TlsFiles files = new TlsFiles(
                directory.resolve("own.pem"), directory.resolve("own.key"), Optional.empty(), ClientCertificates.OFF);
        try (LiveTls tls = LiveTls.start(files)) {
            SslContext first = tls.get();
            assertThat(tls.isUpToDate()).isTrue();
            write(OTHER, Tls.CERTIFICATE);
            tls.reload();
            assertThat(tls.isUpToDate()).isFalse();
            assertThat(tls.get()).isSameAs(first);
            write(OTHER, OTHER);
            tls.reload();
            assertThat(tls.isUpToDate()).isTrue();
            assertThat(tls.get()).isNotSameAs(first);
        }
    }

    private void write(X509Bundle certificate, X509Bundle key) throws IOException {
        Files.writeString(directory.resolve("own.pem"), certificate.getCertificatePEM());
        Files.writeString(directory.resolve("own.key"), key.getPrivateKeyPEM());
    }
}
