package dev.sluice.namespace;

/** The sample of docs/namespaces.md, word by word: {@link NamespacesTest} holds the two equal, and asks it. */
final class NamespacesSample {
    private NamespacesSample() {}

    // sample:start
    static Namespaces rules() {
        RoomRules news = RoomRules.builder()
                .access(new AccessRules(JoinRule.EVERYONE, Audience.BACKEND, Audience.MEMBERS, Audience.MEMBERS, true))
                .build();
        return Namespaces.builder().add("news", news).closed().build();
    }
    // sample:end
}
