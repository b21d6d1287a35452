package dev.sluice.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a result depends on besides the servers. */
final class Machine {
    private static final double GIB = 1024.0 * 1024;

    private Machine() {}

    /** In the order in which people read it. */
    static Map<String, String> describe(String version, List<String> flags, Cores cores, String transport) {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("cpu", field("/proc/cpuinfo", "model name", System.getProperty("os.arch")));
        machine.put("cores", Integer.toString(Math.max(cores.clients() + (cores.isPinned() ? 1 : 0), 1)));
        machine.put("memory", memory());
        machine.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
        machine.put("jvm_flags", String.join(" ", flags));
        machine.put("sluice", version);
        machine.put(
                "pinned",
                cores.isPinned() ? "server on core " + cores.server() + ", client on " + cores.client() : "no");
        machine.put("client_transport", transport);
        return machine;
    }

    private static String memory() {
        String total = field("/proc/meminfo", "MemTotal", "");
        return total.isEmpty()
                ? "unknown"
                : String.format(
                        java.util.Locale.ROOT, "%.0f GiB", Double.parseDouble(total.replaceAll("\\D", "")) / GIB);
    }

    private static String field(String file, String name, String otherwise) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(otherwise);
        } catch (IOException notLinux) {
            return otherwise;
        }
    }
}
