package io.milepost.launcher.config;

import io.milepost.gateway.TlsConfig;
import io.milepost.gateway.auth.AuthConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of a running gateway, looked at again and again: in its file, and in those that it names. What has a
 * fault is not followed, as a whole, and said; what only a restart can change is said too. Values are never said, only keys.
 * Confined to the thread that looks.
 */
public final class ConfigWatch {
    private static final Logger log = LoggerFactory.getLogger(ConfigWatch.class);

    private final Supplier<Settings> again;
    private final Map<String, String> begun;
    private final boolean begunWithTls;
    private final Duration every;
    private Said followed;
    private Said seen;
    private volatile List<String> faults = List.of();
    private Set<String> waiting = Set.of();

    /** What is said at one time, keys in files among it. */
    private record Said(Map<String, String> values, AuthConfig auth, Optional<TlsConfig> tls) {
        static Said of(Settings settings) {
            return new Said(settings.said(), AuthSettings.read(settings, false), TlsSettings.read(settings));
        }
    }

    /**
     * A watch of what the gateway was started with.
     *
     * @param again reads the same file, environment and command line anew
     */
    public ConfigWatch(Settings started, Supplier<Settings> again) {
        this.again = again;
        this.every = started.duration(Options.RELOAD, Duration.ZERO);
        this.begun = started.said();
        this.followed = Said.of(started);
        this.seen = followed;
        this.begunWithTls = followed.tls().isPresent();
    }

    /** How often to look; zero for never. */
    public Duration every() {
        return every;
    }

    /**
     * The configuration, if it has changed in something that can be changed in a running gateway, and said the same the last
     * time: what is found in the middle of being written counts for nothing.
     */
    public Optional<NodeConfig> look() {
        Settings fresh = again.get();
        Said now = Said.of(fresh);
        boolean settled = now.equals(seen);
        seen = now;
        if (!settled) {
            return Optional.empty();
        }
        try {
            Optional<NodeConfig> changed = Optional.empty();
            if (now.equals(followed)) {
                fresh.check();
            } else {
                // With every fault there is, those of unknown keys among them.
                changed = follow(now, NodeConfig.read(fresh, false));
            }
            faults = List.of();
            return changed;
        } catch (ConfigException e) {
            tell(e.faults());
            return Optional.empty();
        }
    }

    private Optional<NodeConfig> follow(Said now, NodeConfig read) {
        Set<String> changed = differences(followed.values(), now.values());
        Predicate<String> isLive = live(now);
        Set<String> waits = differences(begun, now.values());
        waits.removeIf(isLive);
        tellWaiting(waits);
        changed.removeIf(isLive.negate());
        if (isLive.test("tls.certificate")
                && !now.tls().equals(followed.tls())
                && changed.stream().noneMatch(key -> key.startsWith("tls."))) {
            changed.add("tls");
        }
        if (!now.auth().equals(followed.auth())
                && changed.stream().noneMatch(key -> key.matches("(auth|grants)\\b.*"))) {
            changed.add("auth");
        }
        followed = now;
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        log.info("the configuration has changed and is followed: {}", String.join(", ", changed));
        return Optional.of(read);
    }

    /** How many faults keep the configuration as it is now from being followed. Any thread. */
    public int faults() {
        return faults.size();
    }

    /** A certificate can be changed while it runs; whether there is one cannot. */
    private Predicate<String> live(Said now) {
        boolean same = now.tls().isPresent() == begunWithTls;
        return key -> Options.isLive(key) && (same || !key.startsWith("tls."));
    }

    private void tell(List<String> found) {
        if (!found.equals(faults)) {
            faults = found;
            log.error("the changed configuration is not followed, since it has faults: {}", String.join("; ", found));
        }
    }

    private void tellWaiting(Set<String> changed) {
        if (!changed.equals(waiting)) {
            waiting = changed;
            log.warn(
                    changed.isEmpty()
                            ? "nothing in the configuration waits for a restart any more{}"
                            : "only a restart can change this: {}",
                    String.join(", ", changed));
        }
    }

    private static Set<String> differences(Map<String, String> one, Map<String, String> other) {
        Set<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        keys.removeIf(key -> Objects.equals(one.get(key), other.get(key)));
        return keys;
    }
}
