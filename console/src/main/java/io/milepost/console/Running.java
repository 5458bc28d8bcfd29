package io.milepost.console;

import io.milepost.console.ConsoleConfig.Known;
import io.milepost.fanout.Fanout;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The fan-outs there are, which of them run in this process, and mail if there is any. Any thread. */
final class Running implements AutoCloseable {
    private final Map<String, Known> known = new ConcurrentSkipListMap<>();
    private final Map<String, Fanout> here = new ConcurrentHashMap<>();
    private volatile @Nullable Mail mail;

    Running(List<Known> configured) {
        configured.forEach(one -> known.put(one.name(), one));
    }

    void add(Known one, Fanout fanout) {
        known.put(one.name(), one);
        here.put(one.name(), fanout);
    }

    void mail(Mail there) {
        mail = there;
    }

    Collection<Known> known() {
        return known.values();
    }

    Optional<Fanout> here(String name) {
        return Optional.ofNullable(here.get(name));
    }

    Optional<Mail> mail() {
        return Optional.ofNullable(mail);
    }

    @Override
    public void close() {
        mail().ifPresent(Mail::close);
    }
}
