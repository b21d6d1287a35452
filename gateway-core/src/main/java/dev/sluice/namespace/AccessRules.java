package dev.sluice.namespace;

/**
 * Who may do what with the rooms of a namespace. The backend may always do everything.
 *
 * @param join who may join
 * @param publish who of the members may publish
 * @param readHistory who may ask for what was said before
 * @param readPresence who may ask who is there
 * @param raw whether the rooms are at {@code /rooms/…} too, beside the envelope
 * @param askPublish whether the gateway's {@code PublishPolicy} is asked about each message of a client; raw clients, who could not be told
 *     its answer, do not publish there
 */
public record AccessRules(
        JoinRule join, Audience publish, Audience readHistory, Audience readPresence, boolean raw, boolean askPublish) {
    /** Open to all: who is in the room may do everything. */
    public static final AccessRules OPEN =
            new AccessRules(JoinRule.EVERYONE, Audience.MEMBERS, Audience.MEMBERS, Audience.MEMBERS, true);

    /** Closed to all clients. */
    static final AccessRules NONE =
            new AccessRules(JoinRule.NOBODY, Audience.BACKEND, Audience.BACKEND, Audience.BACKEND, false);

    /** Nobody is asked about single messages. */
    public AccessRules(JoinRule join, Audience publish, Audience readHistory, Audience readPresence, boolean raw) {
        this(join, publish, readHistory, readPresence, raw, false);
    }

    /** The same, and somebody is asked about each message. */
    public AccessRules askingAboutMessages() {
        return new AccessRules(join, publish, readHistory, readPresence, raw, true);
    }

    /** Whether a token is needed for anything. */
    public boolean askForTokens() {
        return join == JoinRule.TOKEN
                || publish == Audience.TOKEN
                || readHistory == Audience.TOKEN
                || readPresence == Audience.TOKEN;
    }
}
