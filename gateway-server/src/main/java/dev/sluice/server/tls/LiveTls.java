package dev.sluice.server.tls;

import dev.sluice.transport.tls.TicketKeys;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new connections get. Looked after by a thread of its own, off the lanes: when the files have changed they are
 * taken, if they are sound; open connections keep what they began with. Any thread.
 */
public final class LiveTls implements Supplier<SslContext>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveTls.class);

    /**
     * Files are taken when two looks have found the same, so that a key that is written a moment after its certificate raises no alarm:
     * a change is in use after four seconds at most. Reading three small files costs nothing.
     */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /**
     * For so long a key seals tickets, and for as long again it opens them: whoever steals it can read what was resumed with them,
     * for no longer than twice this.
     */
    private static final Duration TICKET_KEY_TURN = Duration.ofHours(6);

    private static final Duration BETWEEN_WARNINGS = Duration.ofDays(1);

    private final TlsFiles files;
    private final AtomicLong reloads = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Thread watch;

    private volatile Loaded current;
    private volatile boolean upToDate = true;

    // Of whoever holds the monitor: the watching thread, or that of a signal.
    private Sight seen;
    private Sight taken;
    private Instant warned = Instant.MIN;

    private record Loaded(TlsMaterial material, SslContext context, Instant since) {}

    /** The files at one moment, or why they could not be read. */
    private record Sight(Optional<TlsSources> sources, String problem) {}

    private LiveTls(TlsFiles files, Sight first, Loaded current) {
        this.files = files;
        this.current = current;
        this.seen = first;
        this.taken = first;
        this.watch = new Thread(this::watch, "tls files");
        watch.setDaemon(true);
    }

    /** Reads the files and begins to watch them; throws where they cannot be used. */
    public static LiveTls start(TlsFiles files) throws BadTlsFileException {
        // A client that begins the handshake again and again costs a signature each time. BoringSSL never lets it.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        TlsSources sources = TlsSources.read(files);
        LiveTls tls = new LiveTls(files, new Sight(Optional.of(sources), ""), load(files, sources, Instant.now()));
        tls.warn(Instant.now());
        tls.watch.start();
        return tls;
    }

    /** The context of new connections. */
    @Override
    public SslContext get() {
        return current.context();
    }

    /** Until the first certificate of the chain ends; negative afterwards. */
    public Duration timeLeft() {
        return Duration.between(Instant.now(), current.material().end());
    }

    /** How often changed files were taken. */
    public long reloads() {
        return reloads.get();
    }

    /** How often changed files were not taken. */
    public long failures() {
        return failures.get();
    }

    /** False from when changed files were not taken until some are. */
    public boolean isUpToDate() {
        return upToDate;
    }

    /** Takes the files as they are now, changed or not. */
    public synchronized void reload() {
        seen = look();
        take(seen, Instant.now());
    }

    @Override
    public void close() {
        watch.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS.toMillis());
                lookAfter(Instant.now());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void lookAfter(Instant now) {
        Sight sight = look();
        boolean settled = sight.equals(seen);
        seen = sight;
        if (settled && !sight.equals(taken)) {
            take(sight, now);
        } else if (now.isAfter(current.since().plus(TICKET_KEY_TURN))) {
            renewTicketKey(now);
        } else if (now.isAfter(warned.plus(BETWEEN_WARNINGS))) {
            warn(now);
        }
    }

    private Sight look() {
        try {
            return new Sight(Optional.of(TlsSources.read(files)), "");
        } catch (BadTlsFileException e) {
            return new Sight(Optional.empty(), e.what());
        }
    }

    private synchronized void take(Sight sight, Instant now) {
        taken = sight;
        if (sight.sources().isEmpty()) {
            refuse(sight.problem());
            return;
        }
        try {
            current = load(files, sight.sources().get(), now);
            upToDate = true;
            reloads.incrementAndGet();
            LOG.atInfo()
                    .addKeyValue("certificate", name())
                    .addKeyValue("end", current.material().end())
                    .log("New connections get this certificate, open ones go on");
            warn(now);
        } catch (BadTlsFileException e) {
            refuse(e.what());
        }
    }

    private void refuse(String problem) {
        upToDate = false;
        failures.incrementAndGet();
        LOG.atError()
                .addKeyValue("certificate", name())
                .addKeyValue("problem", problem)
                .log("The files of TLS cannot be used, new connections still get this certificate");
    }

    private synchronized void renewTicketKey(Instant now) {
        TicketKeys.renew(current.context());
        current = new Loaded(current.material(), current.context(), now);
    }

    private synchronized void warn(Instant now) {
        warned = now;
        current.material().warning(now).ifPresent(LOG::warn);
    }

    private String name() {
        return CertificateChain.nameOf(current.material().chain().get(0));
    }

    private static Loaded load(TlsFiles files, TlsSources sources, Instant now) throws BadTlsFileException {
        TlsMaterial material = sources.check(files, now);
        try {
            return new Loaded(material, material.context(), now);
        } catch (SSLException e) {
            throw new BadTlsFileException(
                    BadTlsFileException.File.CERTIFICATE, files.certificate() + " cannot be used: " + e.getMessage());
        }
    }
}
