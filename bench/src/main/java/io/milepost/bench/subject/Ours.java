package io.milepost.bench.subject;

import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Milepost's gateway with one event loop, and a broker before it. */
public final class Ours implements Subject {
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]+)\"");

    private final String name;
    private final Setting setting;
    private final Function<String, Manner> manners;
    private final String token;
    private final @Nullable SslContext tls;

    private Ours(
            String name, Setting setting, Function<String, Manner> manners, String token, @Nullable SslContext tls) {
        this.name = name;
        this.setting = setting;
        this.manners = manners;
        this.token = token;
        this.tls = tls;
    }

    /** With clients of its own protocol, who show this token. */
    public static Ours natively(String token) throws IOException {
        return new Ours("Milepost", Setting.start(List.of()), key -> Setting.ours(token, key), token, null);
    }

    /** The same over TLS. */
    public static Ours overTls(String token) throws IOException {
        Certificate certificate = Certificate.make();
        List<String> options = List.of(
                "--set", "tls.certificate=" + certificate.certificate(),
                "--set", "tls.key=" + certificate.key());
        Setting setting = Setting.start(options);
        return new Ours("Milepost over TLS", setting, key -> Setting.ours(token, key), token, certificate.believer());
    }

    /** With clients of Pusher. */
    public static Ours asPusher() throws IOException {
        return new Ours("Milepost as Pusher", Setting.start(Setting.PUSHER), Setting::pusher, "", null);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        String commit = Processes.run("git", "rev-parse", "--short", "HEAD").strip();
        return (commit.matches("[0-9a-f]+") ? commit : "unknown") + " on JDK "
                + Runtime.version().feature();
    }

    @Override
    public InetSocketAddress address() {
        return setting.address();
    }

    @Override
    public @Nullable SslContext tls() {
        return tls;
    }

    @Override
    public Manner manner(String key) {
        return manners.apply(key);
    }

    @Override
    public Speaker speaker(List<String> keys, int size) {
        return new Speaker(setting.publisher(), keys, size);
    }

    @Override
    public Server process() {
        return setting.gateway();
    }

    @Override
    public Optional<Server> broker() {
        return Optional.of(setting.broker());
    }

    @Override
    public OptionalLong liveHeap() {
        // The first collection after a burst still finds what the upgrades left behind.
        setting.gateway().liveHeap();
        return OptionalLong.of(setting.gateway().liveHeap());
    }

    @Override
    public long demoted() {
        return setting.gateway().metric("milepost_demotions_total");
    }

    @Override
    public Optional<Function<String, Manner>> returning(List<String> keys) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> cursors = keys.stream().collect(Collectors.toMap(key -> key, this::cursor));
        return Optional.of(key -> Manner.ofPath("/ws?token=" + token, "\"subscribed\"")
                .inBundles()
                .saying("", Setting.subscribe(key, ",\"since\":\"%s\"".formatted(cursors.get(key)))));
    }

    private String cursor(String key) {
        String answer = Position.ask(address(), manner(key).path(), Setting.subscribe(key, ""), "\"subscribed\"");
        return Position.in(answer, CURSOR).orElseThrow();
    }

    @Override
    public void restart() {
        setting.restartGateway();
    }

    @Override
    public void close() {
        setting.close();
    }
}
