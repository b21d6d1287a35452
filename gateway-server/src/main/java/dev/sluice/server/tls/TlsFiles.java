package dev.sluice.server.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the public port's certificate lies; a relative path is relative to the working directory.
 *
 * @param certificate the server's own certificate, then each one's issuer; PEM
 * @param key of the first certificate; PEM, not encrypted
 * @param clientAuthority who signs clients' certificates, one or more; PEM; there unless clientCertificates is OFF
 * @param clientCertificates whether clients have to show one
 */
public record TlsFiles(
        Path certificate, Path key, Optional<Path> clientAuthority, ClientCertificates clientCertificates) {}
