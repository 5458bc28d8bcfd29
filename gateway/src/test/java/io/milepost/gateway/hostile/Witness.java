package io.milepost.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;

/** Somebody who follows a channel all the time and is not to notice what others do. */
final class Witness {
    private final String name;
    private final String number;
    private final String type;
    private final Callable<JsonNode> next;
    private long heard;

    /**
     * A witness of events that are numbered from 0.
     *
     * @param number where the number stands
     * @param next takes the next frame
     */
    Witness(String name, String type, String number, Callable<JsonNode> next) {
        this.name = name;
        this.type = type;
        this.number = number;
        this.next = next;
    }

    /** Hears all events below this number: each once, in order, and nothing else. */
    void hears(long count) throws Exception {
        while (heard < count) {
            JsonNode frame = next.call();
            assertThat(frame.path("type").asText())
                    .as("%s heard %s", name, frame)
                    .isEqualTo(type);
            assertThat(frame.at(number).asLong(-1))
                    .as("%s heard %s", name, frame)
                    .isEqualTo(heard);
            heard++;
        }
    }
}
