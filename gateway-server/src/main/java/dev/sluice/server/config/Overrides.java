package dev.sluice.server.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the sources that are stronger than the file: environment variables, and {@code --set} of the command line. */
final class Overrides {
    /**
     * What Kubernetes puts into every container for a service that is itself named sluice, or sluice-something: no setting of
     * ours, and no mistake of the operator's.
     */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "SLUICE_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_PORT = Pattern.compile("SLUICE_(\\w+_)?PORT");

    private Overrides() {}

    /** Variables that do not begin with {@code SLUICE_} are somebody else's. */
    static void readEnvironment(Map<String, String> environment, Written written) {
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(Setting.VARIABLE_PREFIX)) {
                readVariable(name, value, written);
            }
        });
    }

    /** {@code KEY=VALUE} each; of several for one key the last counts. */
    static void readSettings(List<String> settings, Written written) {
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 0) {
                written.problem(new Origin.Option().problem(setting, "expected KEY=VALUE"));
            } else {
                readSetting(
                        setting.substring(0, equals).strip(),
                        setting.substring(equals + 1).strip(),
                        written);
            }
        }
    }

    private static void readVariable(String name, String value, Written written) {
        Setting<?> setting = Keys.byVariable(name);
        if (setting != null) {
            written.write(setting, Scalar.untyped(value.strip()), new Origin.Variable(name));
        } else if (!isServiceLink(name, value)) {
            written.problem(new Origin.Variable(name).problem(name, Keys.unknownVariable(name)));
        }
    }

    private static void readSetting(String key, String value, Written written) {
        Origin origin = new Origin.Option();
        Setting<?> setting = Keys.byKey(key);
        if (setting != null) {
            written.write(setting, Scalar.untyped(value), origin);
        } else if (Keys.isSection(key)) {
            written.problem(origin.problem(key, "has no value of its own, but keys below it: " + Keys.below(key)));
        } else {
            written.problem(origin.problem(key, Keys.unknownKey(key)));
        }
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (SERVICE_PORT.matcher(name).matches() && value.contains("://"));
    }
}
