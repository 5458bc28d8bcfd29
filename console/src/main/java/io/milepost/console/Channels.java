package io.milepost.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.channel.ChannelName;
import io.milepost.channel.Streams;
import io.milepost.console.web.Question;
import io.milepost.console.web.Refused;
import io.milepost.console.web.Work;
import io.milepost.gateway.Insight;
import io.milepost.gateway.presence.Presence.Snapshot;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.session.Pages.Looked;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The channels that somebody is on, and any one of them with what was said there. */
final class Channels {
    /** What is sorted by name before the first are shown: of more than this some are not looked at. */
    private static final int LOOKED_AT = 10_000;

    private final Insight insight;
    private final Work work;

    Channels(Insight insight, Work work) {
        this.insight = insight;
        this.work = work;
    }

    CompletionStage<ObjectNode> list(Question question) {
        int limit = question.limit();
        String prefix = question.parameter("prefix").orElse("");
        return work.ask(() -> list(prefix, limit));
    }

    private ObjectNode list(String prefix, int limit) {
        Map<String, Integer> found = insight.subscribers(prefix, LOOKED_AT);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("channels");
        found.entrySet().stream()
                .limit(limit)
                .forEach(entry -> list.add(summary(new ChannelName(entry.getKey()), entry.getValue())));
        return json.put("complete", found.size() <= limit && found.size() < LOOKED_AT);
    }

    private ObjectNode summary(ChannelName channel, int subscribers) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("channel", channel.value()).put("subscribers", subscribers);
        if (channel.isPresence()) {
            json.put("members", insight.presence(channel).count());
        }
        insight.newest(channel)
                .ifPresent(event -> json.putObject("lastEvent")
                        .put("id", event.id())
                        .put("type", event.type())
                        .put("at", event.time()));
        return json;
    }

    CompletionStage<ObjectNode> one(String name, Question question) {
        if (!ChannelName.isValid(name)) {
            throw new Refused(400, "invalid_channel", "channel: 1 to 164 letters, digits or -_=@,.;");
        }
        ChannelName channel = new ChannelName(name);
        String before = question.parameter("before").orElse(null);
        return insight.history(channel, before, question.limit()).thenApply(looked -> page(channel, looked));
    }

    private ObjectNode page(ChannelName channel, Looked looked) {
        if (looked instanceof Looked.Failed failed) {
            throw Refused.unavailable(failed.why());
        }
        Looked.Seen seen = (Looked.Seen) looked;
        Snapshot now = insight.presence(channel);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("channel", channel.value()).put("subscribers", now.subscribers());
        List<Member> members = now.members();
        if (members != null) {
            ArrayNode list = json.putArray("members");
            members.forEach(member ->
                    list.addObject().put("id", member.id()).putObject("info").put("name", member.name()));
        }
        ArrayNode streams = json.putArray("streams");
        insight.streams().gather(channel).stream()
                .map(Streams.Part::stream)
                .forEach(stream -> streams.add(stream.name()));
        ArrayNode events = json.putArray("events");
        seen.events().forEach(event -> events.add(EventJson.history(event)));
        return json.put("cursor", seen.cursor()).put("complete", seen.complete());
    }
}
