package io.milepost.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.console.web.Question;
import io.milepost.console.web.Refused;
import io.milepost.console.web.Work;
import io.milepost.gateway.Insight;
import java.util.concurrent.CompletionStage;

/** What became of one event. */
final class Stories {
    Stories(ConsoleConfig config, Insight insight, Letters letters, Running running, Work work) {}

    CompletionStage<ObjectNode> of(String id, Question question) {
        throw Refused.notFound("not yet");
    }
}
