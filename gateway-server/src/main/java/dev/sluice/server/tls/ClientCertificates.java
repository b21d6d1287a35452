package dev.sluice.server.tls;

/** Whether clients have to show a certificate. */
public enum ClientCertificates {
    /** None is asked for. */
    OFF,

    /** One is asked for; a client without is let in, one with a bad one is not. */
    OPTIONAL,

    /** Without a good one no client is let in. */
    REQUIRED
}
