package io.milepost.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.fanout.Position;
import io.milepost.fanout.deadletter.DeadLetter;
import io.milepost.fanout.trail.TrailStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What fan-outs did with one event, put together of what they wrote on their trails and of their dead letters, which are there
 * without a trail too.
 *
 * @param complete whether the trail and the dead letters were read to their ends
 */
record FanoutSteps(List<TrailStep> trail, List<DeadLetter> letters, boolean complete) {
    /** A step, and when it was. */
    private record Timed(Instant at, ObjectNode json) {}

    ArrayNode json() {
        Map<String, List<Timed>> byFanout = new TreeMap<>();
        Set<Position> told = new HashSet<>();
        Set<Position> again = new HashSet<>();
        letters.stream().filter(DeadLetter::redriven).forEach(letter -> again.add(letter.at()));
        for (TrailStep step : trail) {
            Position letter = step.letter();
            ObjectNode json = step(step.at().toString(), step.what().word(), step.attempt(), step.detail());
            json.put("channel", step.channel());
            if (letter != null) {
                told.add(letter);
                letter(json, letter, again);
            }
            byFanout.computeIfAbsent(step.fanout(), name -> new ArrayList<>()).add(new Timed(step.at(), json));
        }
        for (DeadLetter letter : letters) {
            if (told.add(letter.at())) {
                ObjectNode json = step(
                        letter.lastFailure(),
                        TrailStep.What.DEAD_LETTER.word(),
                        letter.attempts(),
                        letter.code() + ": " + letter.message());
                letter(json, letter.at(), again);
                byFanout.computeIfAbsent(letter.sink(), name -> new ArrayList<>())
                        .add(new Timed(letter.failedAt(), json));
            }
        }
        ArrayNode fanouts = JsonNodeFactory.instance.arrayNode();
        byFanout.forEach((name, steps) -> {
            steps.sort(Comparator.comparing(Timed::at));
            ArrayNode list = fanouts.addObject().put("fanout", name).putArray("steps");
            steps.forEach(step -> list.add(step.json()));
        });
        return fanouts;
    }

    private static ObjectNode step(String at, String what, int attempt, String detail) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("at", at).put("what", what);
        if (attempt > 0) {
            json.put("attempt", attempt);
        }
        if (!detail.isEmpty()) {
            json.put("detail", detail);
        }
        return json;
    }

    private static void letter(ObjectNode step, Position at, Set<Position> again) {
        step.putObject("letter")
                .put("topic", at.topic())
                .put("partition", at.partition())
                .put("offset", at.offset());
        if (again.contains(at)) {
            step.put("redriven", true);
        }
    }
}
