package io.milepost.gateway;

import java.time.Duration;

/**
 * How clients are sent away by a node that goes: one after the other, so that those who take them in can bear it.
 *
 * @param within how long the node waits for them; who is still there then is cut off
 * @param perSecond of all its clients, about how many come back elsewhere in a second; 1 at least
 */
public record Drain(Duration within, int perSecond) {
    /** Ten seconds, and a thousand clients a second. */
    public static final Drain DEFAULT = new Drain(Duration.ofSeconds(10), 1_000);

    /** Of the time there is, so many percent are for telling clients, and the rest for their goodbyes. */
    private static final int TELLING_PERCENT = 80;
    /** And until so many percent of it have passed, what clients have published holds up their goodbyes. */
    private static final int ANSWERING_PERCENT = 90;

    /** Over how many milliseconds so many clients come back elsewhere. */
    long returningMs(int clients) {
        return clients * 1_000L / perSecond;
    }

    /** Over how many milliseconds so many clients are told to go: until then they are served as ever. */
    long tellingMs(int clients) {
        return Math.min(returningMs(clients), within.toMillis() * TELLING_PERCENT / 100);
    }

    /** For how many milliseconds the node waits for Kafka to answer what clients have published, before it goes without that. */
    long answeringMs() {
        return within.toMillis() * ANSWERING_PERCENT / 100;
    }
}
