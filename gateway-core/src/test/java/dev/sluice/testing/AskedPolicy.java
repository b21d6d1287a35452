package dev.sluice.testing;

import dev.sluice.auth.PublishPolicy;
import dev.sluice.auth.PublishQuestion;
import dev.sluice.auth.PublishVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Somebody who is asked about messages and answers when a test says so. What says {@code "throw"} has an exception thrown. */
public final class AskedPolicy implements PublishPolicy {
    private final List<Asked> questions = new ArrayList<>();

    /** One question, to be answered. */
    public record Asked(PublishQuestion question, Consumer<PublishVerdict> answer) {
        /** Lets the room have the message. */
        public void allow() {
            answer.accept(PublishVerdict.ALLOWED);
        }

        /** Keeps it from the room. */
        public void deny() {
            answer.accept(PublishVerdict.DENIED);
        }
    }

    @Override
    public void check(PublishQuestion question, Consumer<PublishVerdict> answer) {
        if (question.data().equals("\"throw\"")) {
            throw new IllegalStateException("could not read " + question.data());
        }
        questions.add(new Asked(question, answer));
    }

    /** All so far, the first one first. */
    public List<Asked> questions() {
        return questions;
    }

    /** One of them. */
    public Asked question(int number) {
        return questions.get(number);
    }
}
