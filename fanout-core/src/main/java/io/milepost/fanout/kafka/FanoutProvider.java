package io.milepost.fanout.kafka;

import io.milepost.fanout.Fanout;
import io.milepost.fanout.FanoutContext;

/** Makes fan-outs of one kind that run themselves. Found by {@link java.util.ServiceLoader}. */
public interface FanoutProvider {
    /** What configuration calls this kind: lower-case letters, digits and dashes. */
    String kind();

    /**
     * Makes one, without starting it. Connects to nobody yet.
     *
     * @throws io.milepost.fanout.InvalidSettingsException with every fault in its settings
     */
    Fanout open(FanoutContext context, KafkaContext kafka);
}
