package dev.sluice.server.bootstrap;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sluice.transport.caller.Admission;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections the process has files for. With more, the accept would fail, and clients would wait in the kernel's queue
 * instead of being told to come back.
 */
final class FileBudget {
    private static final Logger LOG = LoggerFactory.getLogger(FileBudget.class);

    /** The management port takes 256 connections. */
    private static final int MANAGEMENT = 256;

    /** Two listeners, a few jars, logs and whatever the JVM opens for a moment. */
    private static final int PROCESS = 128;

    /** What an event loop waits with. */
    private static final int EACH_LANE = 4;

    private FileBudget() {}

    /**
     * Says in the log what the limit comes to.
     *
     * @param configured the connections that may be open; 0: no limit
     * @param lanes event loops; 0: one for each processor
     * @return those that there are files for; 0 where the system tells no limit
     */
    static int connections(int configured, int lanes) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return 0;
        }
        long most = system.getMaxFileDescriptorCount();
        int loops = lanes == 0 ? Runtime.getRuntime().availableProcessors() : lanes;
        int budget = of(most, system.getOpenFileDescriptorCount() + (long) EACH_LANE * loops);
        if (budget == 0) {
            return 0;
        }
        if (configured > budget) {
            LOG.warn(
                    "limits.connections is {}, but the process may open {} files, which is enough for {} connections;"
                            + " raise the limit (ulimit -n, LimitNOFILE)",
                    configured,
                    most,
                    budget);
        } else if (configured == 0) {
            LOG.info("At most {} connections: the process may open {} files (ulimit -n)", budget, most);
        }
        return budget;
    }

    /** What is left for connections of so many files, so many of them open: all but a reserve, which takes half at the most. */
    static int of(long most, long open) {
        if (most <= 0 || most > Integer.MAX_VALUE) {
            return 0;
        }
        int left = (int) Math.max(2, most - Math.max(0, open));
        int reserve = MANAGEMENT + PROCESS + Admission.mostRefused(left);
        return left - Math.min(reserve, left / 2);
    }
}
