package dev.sluice.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails a test run that leaked a buffer.
 *
 * <p>Netty tells of a leak only when the collector has found a buffer that nobody released, and only on the next
 * allocation after that, by a line in a log. This watch collects those reports, and at the end of the run forces the
 * collector and asks every detector once more. It is found by {@code META-INF/services}, so it watches the tests of
 * every module that has this one's test jar.
 */
public final class LeakWatch implements LauncherSessionListener {
    private static final int COLLECTIONS = 3;
    private static final long COLLECTION_TIMEOUT_MILLIS = 2_000;

    private final Queue<Detector<?>> detectors = new ConcurrentLinkedQueue<>();
    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        // Before the first buffer: Netty's buffer classes ask the factory once, when they load.
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        for (int i = 0; i < COLLECTIONS; i++) {
            collectGarbage();
            detectors.forEach(Detector::reportWhatWasCollected);
        }
        if (!leaks.isEmpty()) {
            throw new Leaked(String.join("\n", leaks));
        }
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> sentinel = new WeakReference<>(new Object(), collected);
        System.gc();
        try {
            collected.remove(COLLECTION_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Reference.reachabilityFence(sentinel);
    }

    /** Keeps of a leak's records what we or Netty's buffers did: the frames of test runner and JDK tell nothing. */
    private static String ownFrames(String records) {
        return records.lines()
                .filter(line -> !line.matches("\\s+(java\\.base|org\\.junit|org\\.apache\\.maven|net\\.jqwik)[./].*"))
                .collect(Collectors.joining("\n"));
    }

    private static final class Leaked extends RuntimeException {
        private static final long serialVersionUID = 1;

        Leaked(String message) {
            super(message, null, false, false);
        }
    }

    private final class Factory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return newResourceLeakDetector(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            Detector<T> detector = new Detector<>(resource, samplingInterval);
            detectors.add(detector);
            return detector;
        }
    }

    private final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        /** A detector looks at what was collected whenever it is given something new to track. */
        @SuppressWarnings("unchecked")
        void reportWhatWasCollected() {
            T probe = (T) new Object();
            track(probe).close(probe);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            leaks.add("LEAK: " + resourceType + " was collected before anybody released it. " + ownFrames(records));
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            leaks.add("LEAK: " + resourceType + " (no records: run with -Dio.netty.leakDetection.level=paranoid)");
        }
    }
}
