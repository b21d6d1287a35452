package dev.sluice.server.config;

import dev.sluice.server.tls.BadTlsFileException;
import dev.sluice.server.tls.ClientCertificates;
import dev.sluice.server.tls.TlsCheck;
import dev.sluice.server.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of the settings of TLS no value shows alone: which of them need each other, and whether the files can be used. */
final class TlsChecks {
    private static final List<Setting<?>> ALL = List.of(
            Settings.TLS_CERTIFICATE, Settings.TLS_KEY, Settings.TLS_CLIENT_CA, Settings.TLS_CLIENT_CERTIFICATES);

    private TlsChecks() {}

    static void run(Written written) {
        if (!ALL.stream().allMatch(written::isSound)) {
            return;
        }
        boolean certificate = has(written, Settings.TLS_CERTIFICATE);
        boolean key = has(written, Settings.TLS_KEY);
        boolean authority = has(written, Settings.TLS_CLIENT_CA);
        boolean asked = written.valueOf(Settings.TLS_CLIENT_CERTIFICATES) != ClientCertificates.OFF;
        if (certificate != key) {
            Setting<?> there = certificate ? Settings.TLS_CERTIFICATE : Settings.TLS_KEY;
            Setting<?> missing = certificate ? Settings.TLS_KEY : Settings.TLS_CERTIFICATE;
            problem(written, there, "needs " + missing.key() + " too; write both, or neither to speak without TLS");
        } else if (asked && !authority) {
            problem(
                    written,
                    Settings.TLS_CLIENT_CERTIFICATES,
                    "needs tls.client-ca, the certificate of who signs those of the clients");
        } else if (authority && !asked) {
            problem(
                    written,
                    Settings.TLS_CLIENT_CA,
                    "is not looked at while tls.client-certificates is off; write optional or required there");
        } else if (authority && !certificate) {
            problem(written, Settings.TLS_CLIENT_CA, "needs tls.certificate and tls.key too");
        } else if (certificate) {
            files(written).ifPresent(files -> checkFiles(written, files));
        }
    }

    /** The files, where TLS is to be spoken. */
    static Optional<TlsFiles> files(Written written) {
        Optional<Path> certificate = written.valueOf(Settings.TLS_CERTIFICATE);
        Optional<Path> key = written.valueOf(Settings.TLS_KEY);
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TlsFiles(
                certificate.get(),
                key.get(),
                written.valueOf(Settings.TLS_CLIENT_CA),
                written.valueOf(Settings.TLS_CLIENT_CERTIFICATES)));
    }

    private static void checkFiles(Written written, TlsFiles files) {
        try {
            TlsCheck.run(files, Instant.now());
        } catch (BadTlsFileException e) {
            Setting<?> setting =
                    switch (e.file()) {
                        case CERTIFICATE -> Settings.TLS_CERTIFICATE;
                        case KEY -> Settings.TLS_KEY;
                        case CLIENT_AUTHORITY -> Settings.TLS_CLIENT_CA;
                    };
            problem(written, setting, e.what());
        }
    }

    private static boolean has(Written written, Setting<Optional<Path>> setting) {
        return written.valueOf(setting).isPresent();
    }

    private static void problem(Written written, Setting<?> setting, String what) {
        Written.@Nullable Value<?> value = written.find(setting);
        if (value != null) {
            written.problem(value.origin().problem(setting.key(), what));
        }
    }
}
