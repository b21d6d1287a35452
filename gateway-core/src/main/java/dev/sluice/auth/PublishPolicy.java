package dev.sluice.auth;

import java.util.function.Consumer;

/**
 * Says whether a message may go into a room, where the room's rules ask for that ({@code AccessRules.askPublish}). Called on any lane,
 * for each message of a client that may publish there: it must not wait, for a lock or for the network; what takes long is done
 * elsewhere and answered later.
 *
 * <p>Meanwhile the message is held, and what its session says in the room behind it, too: a room gets them in their order. An answer
 * that comes after the timeout means nothing, and no answer means no.
 */
@FunctionalInterface
public interface PublishPolicy {
    /**
     * Looks at a message.
     *
     * @param answer takes the verdict, once, on any thread. A policy that throws instead has said {@link PublishVerdict#UNAVAILABLE},
     *     and what it threw is told nowhere, because it may hold the message.
     */
    void check(PublishQuestion question, Consumer<PublishVerdict> answer);
}
