package dev.sluice.server.bootstrap;

import java.lang.reflect.Proxy;

/**
 * Runs something on SIGHUP. The JDK's class for it is documented (module jdk.unsupported) and warned of by every compiler, so that code
 * that takes no warning has to ask for it by name.
 */
final class HangUp {
    private HangUp() {}

    /** Runs it on each SIGHUP, on a thread of the JVM's; where there are no signals, never. */
    static void run(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (ReflectiveOperationException noSignals) {
            // The files are watched all the same.
        }
    }
}
