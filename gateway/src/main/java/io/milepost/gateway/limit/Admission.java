package io.milepost.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts a node's connections and what comes over them, against its limits. Any thread. */
public final class Admission {
    private static final int REMEMBERED = 100_000;

    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, Integer> users = new ConcurrentHashMap<>();
    private volatile Rules rules;

    /** Limits, and what has been used up of those by the minute. */
    private record Rules(
            NodeLimits limits,
            Set<String> trusted,
            Cache<String, Allowance> addresses,
            Cache<String, Allowance> channels) {
        static Rules of(NodeLimits limits) {
            return new Rules(limits, plain(limits.trustedProxies()), remembering(), remembering());
        }

        /** The client's address, or null if it cannot be known. The last hop that is not a trusted proxy is the client. */
        private @Nullable String client(String peer, @Nullable String forwarded) {
            if (!trusted.contains(peer)) {
                return limits.direct() ? peer : null;
            }
            String[] hops = forwarded == null ? new String[0] : forwarded.split(",");
            for (int i = hops.length - 1; i >= 0; i--) {
                String hop = hops[i].trim();
                if (!hop.isEmpty() && !trusted.contains(plain(hop))) {
                    return hop;
                }
            }
            return null;
        }
    }

    /** Nobody is there yet. */
    public Admission(NodeLimits limits) {
        rules = Rules.of(limits);
    }

    /** Counts against these limits from now on. Who is there stays, though they be too many. */
    public void change(NodeLimits others) {
        if (!others.equals(rules.limits())) {
            rules = Rules.of(others);
        }
    }

    private static Set<String> plain(Set<String> addresses) {
        return addresses.stream().map(Admission::plain).collect(Collectors.toSet());
    }

    /** One way of writing an address: IPv6 has several. */
    private static String plain(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return bytes == null ? address : InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private static <K> Cache<K, Allowance> remembering() {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterAccess(Duration.ofMinutes(2))
                .build();
    }

    /** A connection begins, if there is room for one more. Whoever is told true says when it {@link #ended ends}. */
    public boolean begins() {
        int most = rules.limits().connections();
        int before = connections.getAndUpdate(there -> most > 0 && there >= most ? there : there + 1);
        return most == 0 || before < most;
    }

    /** A connection has ended. */
    public void ended() {
        connections.decrementAndGet();
    }

    /** A user has one connection more, if they may. Whoever is told true says when they {@link #left leave}. */
    public boolean enters(String userId) {
        boolean[] in = {false};
        users.compute(userId, (id, count) -> {
            int before = count == null ? 0 : count;
            in[0] = !isAtLimit(before);
            return in[0] ? Integer.valueOf(before + 1) : count;
        });
        return in[0];
    }

    /** Whether a user may have one connection more at present. */
    public boolean hasRoomFor(String userId) {
        return !isAtLimit(users.getOrDefault(userId, 0));
    }

    private boolean isAtLimit(int count) {
        int most = rules.limits().connectionsPerUser();
        return most > 0 && count >= most;
    }

    /** A user has one connection less. */
    public void left(String userId) {
        users.computeIfPresent(userId, (id, count) -> count == 1 ? null : count - 1);
    }

    /**
     * A connect from an address.
     *
     * @param peer who is at the other end of the connection
     * @param forwarded what a proxy says, if it says anything
     * @return 0 if it is fine, else after how many milliseconds it will be
     */
    public long connects(String peer, @Nullable String forwarded) {
        Rules now = rules;
        String client = now.client(peer, forwarded);
        return client == null ? 0 : take(now.addresses(), client, now.limits().connectsPerMinute());
    }

    /**
     * An event published by a client. Answers as {@link #connects} does.
     *
     * @param where the stream and the key, which several names of a channel may lead to
     */
    public long publishes(String where) {
        Rules now = rules;
        return take(now.channels(), where, now.limits().publishesPerMinute());
    }

    /** Whether what somebody at this address says of a client is believed. */
    public boolean isTrusted(String peer) {
        return rules.trusted().contains(peer);
    }

    private static <K> long take(Cache<K, Allowance> from, K key, int perMinute) {
        if (perMinute == 0) {
            return 0;
        }
        Allowance allowance = from.get(key, k -> new Allowance(perMinute, System.nanoTime()));
        synchronized (allowance) {
            return allowance.take(System.nanoTime());
        }
    }
}
