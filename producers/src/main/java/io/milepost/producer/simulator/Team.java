package io.milepost.producer.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.producer.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Some people on their way together: each walk of one of them takes the team on. Not safe for several threads. */
final class Team {
    /** Who takes the team so far once more is told by mail, by whoever sends it. */
    private static final int MAIL_PERCENT = 10;

    private final String id;
    private final List<String> members;
    private final Route route;
    private double walked;
    private int walks;
    private int goal = 1;

    Team(String id, List<String> members, Route route, double walked) {
        this.id = id;
        this.members = List.copyOf(members);
        this.route = route;
        this.walked = walked;
    }

    /** Everybody joins. */
    List<Publication> gather() {
        List<Publication> joined = new ArrayList<>();
        for (String member : members) {
            ObjectNode data = object();
            data.put("userId", userId(member));
            data.put("teamId", id);
            data.put("memberName", member);
            data.put("email", email(member));
            data.put("joinedAt", Rfc3339.now());
            joined.add(publication("activity", "member-joined", data));
        }
        return joined;
    }

    /** Somebody takes a walk, and what follows from it. */
    List<Publication> walk(Random random) {
        if (walked >= route.length()) {
            walked = 0;
            goal++;
        }
        String member = members.get(random.nextInt(members.size()));
        double distance = Math.round((1.5 + random.nextDouble() * 6.5) * 10) / 10.0;
        double before = walked;
        walked = Math.min(route.length(), walked + distance);
        walks++;
        List<Publication> happened = new ArrayList<>();
        happened.add(logged(member, distance, random));
        ObjectNode progress = progress();
        if (percent(before) / MAIL_PERCENT != percent(walked) / MAIL_PERCENT) {
            progress.set("recipient", recipient(member));
        }
        happened.add(publication("goal", "goal-updated", progress));
        route.between(before, walked).forEach(place -> happened.add(reached(place, member)));
        return happened;
    }

    private Publication logged(String member, double distance, Random random) {
        Route.Point here = route.at(walked);
        ObjectNode data = object();
        data.put("userId", userId(member));
        data.put("activityId", id + "-" + goal + "-" + walks);
        data.put("distance", distance);
        data.put("duration", (int) (distance * (960 + random.nextInt(360))));
        data.put("timestamp", Rfc3339.now());
        data.putObject("location").put("lat", here.lat()).put("lng", here.lng());
        return publication("activity", "activity-logged", data);
    }

    private int percent(double miles) {
        return (int) (100 * miles / route.length());
    }

    private static ObjectNode recipient(String member) {
        return object().put("address", email(member)).put("name", member).put("userId", userId(member));
    }

    private static String email(String member) {
        return member.toLowerCase(Locale.ROOT) + "@example.com";
    }

    private Publication reached(Route.Place place, String by) {
        ObjectNode data = object();
        data.put("teamId", id);
        data.put(
                "milestoneId",
                id + "-" + goal + "-" + place.name().toLowerCase(Locale.ROOT).replace(' ', '-'));
        data.put("name", place.name());
        data.put("route", route.name());
        data.put("reachedAt", Rfc3339.now());
        data.set("recipient", recipient(by));
        data.putObject("location").put("lat", place.lat()).put("lng", place.lng());
        return publication("milestone", "milestone-reached", data);
    }

    private ObjectNode progress() {
        ObjectNode data = object();
        data.put("teamId", id);
        data.put("goalId", id + "-" + goal);
        data.put("name", route.name());
        data.put("target", round(route.length()));
        data.put("progress", round(walked));
        data.put("percent", round(100 * walked / route.length()));
        return data;
    }

    String id() {
        return id;
    }

    double walked() {
        return walked;
    }

    int walks() {
        return walks;
    }

    private Publication publication(String stream, String type, ObjectNode data) {
        return Publication.of(stream, id, type, Json.of(data));
    }

    private static String userId(String member) {
        return "user-" + member.toLowerCase(Locale.ROOT);
    }

    private static double round(double number) {
        return Math.round(number * 10) / 10.0;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
