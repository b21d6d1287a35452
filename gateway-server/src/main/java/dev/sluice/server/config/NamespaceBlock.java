package dev.sluice.server.config;

/**
 * One namespace as it was written.
 *
 * @param values those of {@link NamespaceSettings}
 * @param origin where it begins
 */
record NamespaceBlock(Written values, Origin.InFile origin) {
    String name() {
        return values.valueOf(NamespaceSettings.NAME);
    }
}
