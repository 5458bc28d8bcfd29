package io.milepost.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.gateway.protocol.ListWire;
import io.milepost.gateway.protocol.Notice;
import io.milepost.log.GapReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An answer is bounded, whatever it is made of. */
class PollConnectionTest {
    private static final ChannelName CHANNEL = new ChannelName("team-1");
    private static final Event EVENT = new Event("1", "/t", "moved", "2026-01-01T00:00:00Z", null, Json.of("1"));

    private final AtomicInteger through = new AtomicInteger();
    private final PollConnection poll = new PollConnection(3, through::incrementAndGet);

    @Test
    void gapsAloneFillAnAnswer() {
        for (int i = 1; i <= 10; i++) {
            gap("c" + i);
        }
        assertThat(poll.gaps()).hasSize(3).containsOnly("undeliverable");
        assertThat(poll.cursor()).isEqualTo("c3");
        assertThat(poll.isWritable()).isFalse();
        assertThat(poll.isComplete()).isFalse();
        assertThat(through).hasValue(1);
    }

    @Test
    void eventsAndGapsFillItTogether() {
        gap("c1");
        event("c2");
        event("c3");
        assertThat(poll.isWritable())
                .as("what comes next may be that there is no more")
                .isTrue();
        event("c4");
        gap("c5");
        assertThat(poll.events()).hasSize(2);
        assertThat(poll.gaps()).hasSize(1);
        assertThat(poll.cursor()).isEqualTo("c3");
        assertThat(poll.isComplete()).isFalse();
    }

    @Test
    void oneThatIsJustFullIsComplete() {
        gap("c1");
        gap("c2");
        event("c3");
        ByteBuf out = Unpooled.buffer();
        ListWire.INSTANCE.notice(out, new Notice.Live(CHANNEL, "c4"));
        poll.write(out);
        assertThat(poll.isComplete()).isTrue();
        assertThat(poll.cursor()).isEqualTo("c4");
    }

    private void event(String cursor) {
        ByteBuf out = Unpooled.buffer();
        ListWire.INSTANCE.event(out, CHANNEL, EVENT, cursor);
        poll.write(out);
    }

    private void gap(String cursor) {
        ByteBuf out = Unpooled.buffer();
        ListWire.INSTANCE.notice(out, new Notice.Gap(CHANNEL, GapReason.UNDELIVERABLE, cursor));
        poll.write(out);
    }
}
