package dev.sluice.server.bootstrap;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Runs something on a signal. The JDK's class for it is documented (module jdk.unsupported) and warned of by every compiler, so that code
 * that takes no warning has to ask for it by name.
 */
public final class Signals {
    private Signals() {}

    /**
     * Runs it on each signal of this name, such as {@code HUP}, on a thread of the JVM's; where there are no signals, never. The JVM sees to
     * it that one of HUP, INT and TERM that was to be ignored when the program began stays ignored, as nohup has it for SIGHUP, and a shell
     * for SIGINT and programs in the background.
     *
     * @return whether it is heeded
     */
    public static boolean on(String name, Runnable action) {
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
            Object called = signal.getConstructor(String.class).newInstance(name);
            Method handle = signal.getMethod("handle", signal, handler);
            Object before = handle.invoke(null, called, ours);
            return before != handler.getField("SIG_IGN").get(null);
        } catch (ReflectiveOperationException noSignals) {
            return false; // there is another way to each of them: files are watched, and the JVM ends by itself
        }
    }
}
