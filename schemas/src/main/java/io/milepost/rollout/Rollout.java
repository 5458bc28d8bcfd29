package io.milepost.rollout;

import io.milepost.channel.Glob;
import io.milepost.event.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which provider a client is told to use. As JSON: {@code {"default":"native","both":false,"providers":{"pusher":
 * {"percent":25,"users":["ada"],"channels":["team-7","pov-*"]}}}}, of which each field but {@code default} may be left out.
 *
 * <p>A user who is listed has that provider. Of the others each provider has its percentage; whoever remains, and who is
 * not known, has the default. A user stays with a provider when its percentage grows.
 *
 * @param fallback the provider of everybody else
 * @param both whether clients connect to every provider named here and drop doubles by the events' ids
 * @param shares what goes to which provider, by its name
 */
public record Rollout(String fallback, boolean both, Map<String, Share> shares) {
    /** The gateway's own way. */
    public static final String NATIVE = "native";

    /** By a Pusher client. */
    public static final String PUSHER = "pusher";

    /** Every provider that a client can be told to use. */
    public static final Set<String> PROVIDERS = Set.of(NATIVE, PUSHER);

    /** What holds as long as nobody has said anything: everybody uses the gateway. */
    public static final Rollout NATIVE_ONLY = new Rollout(NATIVE, false, Map.of());

    private static final Comparator<Place> MOST_EXACT_FIRST = Comparator.comparing(
                    (Place place) -> !place.pattern().isPlain())
            .thenComparing(place -> -place.pattern().text().length())
            .thenComparing(place -> place.pattern().text());

    /**
     * What goes to one provider.
     *
     * @param percent of the users who are listed nowhere, 0 to 100
     * @param users ids of users who have it whatever the percentages say
     * @param channels patterns of channels that are followed there, whoever follows them
     */
    public record Share(int percent, Set<String> users, List<Glob> channels) {
        /** Copies what it is given. */
        public Share {
            users = Set.copyOf(users);
            channels = List.copyOf(channels);
        }
    }

    /** The provider of the channels that fit a pattern, with their access prefix or without. */
    public record Place(Glob pattern, String provider) {}

    /** Sorts the providers by name, so that the same rollout always gives the same answers. */
    public Rollout {
        SortedMap<String, Share> sorted = new TreeMap<>(shares);
        shares = Collections.unmodifiableSortedMap(sorted);
    }

    /**
     * Reads a rollout.
     *
     * @param known the providers that clients can be told to use
     * @throws InvalidRolloutException with everything that is wrong with it, each beginning with the field
     */
    public static Rollout of(Json json, Set<String> known) {
        return new RolloutReader(known).read(json);
    }

    /**
     * The provider of a user.
     *
     * @param user the user's id; null for somebody who is not known
     */
    public String providerOf(@Nullable String user) {
        if (user == null) {
            return fallback;
        }
        for (Map.Entry<String, Share> one : shares.entrySet()) {
            if (one.getValue().users().contains(user)) {
                return one.getKey();
            }
        }
        int left = 100;
        for (Map.Entry<String, Share> one : shares.entrySet()) {
            int percent = one.getValue().percent();
            // Of those whom the providers before have left, so many that it is this percentage of all.
            if (percent > 0 && Draw.of(one.getKey(), user) * left < percent) {
                return one.getKey();
            }
            left -= percent;
        }
        return fallback;
    }

    /** Every provider that a user's client connects to, the user's own first. */
    public List<String> providersOf(@Nullable String user) {
        Set<String> providers = new LinkedHashSet<>(List.of(providerOf(user)));
        if (both) {
            providers.add(fallback);
            providers.addAll(shares.keySet());
        }
        return List.copyOf(providers);
    }

    /** The channels that have a provider of their own, the most exact pattern first: the first that fits counts. */
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        shares.forEach(
                (provider, share) -> share.channels().forEach(pattern -> places.add(new Place(pattern, provider))));
        places.sort(MOST_EXACT_FIRST);
        return places;
    }

    /** The rollout as it is written. */
    public Json json() {
        return RolloutWriter.write(this);
    }
}
