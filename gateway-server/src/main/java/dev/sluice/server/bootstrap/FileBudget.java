package dev.sluice.server.bootstrap;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sluice.transport.caller.Admission;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections the process has files for. With more, the accept would fail, and clients would wait in the kernel's queue
 * instead of being told to come back.
 *
 * @param files that the process may have open; 0 where the system tells no limit
 * @param connections of these; 0: as many as one likes
 */
record FileBudget(long files, int connections) {
    private static final Logger LOG = LoggerFactory.getLogger(FileBudget.class);

    private static final FileBudget NONE = new FileBudget(0, 0);

    /** The management port takes 256 connections. */
    private static final int MANAGEMENT = 256;

    /** Two listeners, a few jars, logs and whatever the JVM opens for a moment. */
    private static final int PROCESS = 128;

    /** What an event loop waits with. */
    private static final int EACH_LANE = 4;

    /**
     * What this process has, before its event loops are there.
     *
     * @param lanes event loops; 0: one for each processor
     */
    static FileBudget ofThisProcess(int lanes) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return NONE;
        }
        int loops = lanes == 0 ? Runtime.getRuntime().availableProcessors() : lanes;
        return of(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount() + (long) EACH_LANE * loops);
    }

    /** What is left for connections of so many files, so many of them open: all but a reserve, which takes half at the most. */
    static FileBudget of(long files, long open) {
        if (files <= 0 || files > Integer.MAX_VALUE) {
            return NONE;
        }
        int left = (int) Math.max(2, files - Math.max(0, open));
        int reserve = MANAGEMENT + PROCESS + Admission.mostRefused(left);
        return new FileBudget(files, left - Math.min(reserve, left / 2));
    }

    /** Says so in the log if more connections are configured than there are files for. */
    void warnOf(int configured) {
        if (connections > 0 && configured > connections) {
            LOG.atWarn()
                    .addKeyValue("limits.connections", configured)
                    .addKeyValue("files", files)
                    .addKeyValue("most-connections", connections)
                    .log(
                            "The process may open too few files for the connections; raise the limit (ulimit -n, LimitNOFILE)");
        }
    }
}
