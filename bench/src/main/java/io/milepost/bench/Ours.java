package io.milepost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;

/** Milepost's gateway with one event loop, and a broker before it. */
record Ours(String name, Setting setting, Function<String, Manner> manners) implements Subject {
    /** With clients of its own protocol, who show this token. */
    static Ours natively(String token) throws IOException {
        return new Ours("Milepost", Setting.start(List.of()), key -> Setting.ours(token, key));
    }

    /** With clients of Pusher. */
    static Ours asPusher() throws IOException {
        return new Ours("Milepost as Pusher", Setting.start(Setting.PUSHER), Setting::pusher);
    }

    @Override
    public InetSocketAddress address() {
        return setting.address();
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
    public double cpuSeconds() {
        return setting.gateway().cpuSeconds();
    }

    @Override
    public long residentBytes() {
        return setting.gateway().residentBytes();
    }

    @Override
    public long demoted() {
        return setting.gateway().metric("milepost_demotions_total");
    }

    @Override
    public void close() {
        setting.close();
    }
}
