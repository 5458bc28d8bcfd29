package io.milepost.fanout;

/** Makes sinks of one kind. Found by {@link java.util.ServiceLoader}. */
public interface SinkProvider {
    /** What configuration calls this kind: lower-case letters, digits and dashes, such as {@code pusher}. */
    String kind();

    /** How sinks of this kind are best driven, where configuration says nothing. */
    default SinkDefaults defaults() {
        return SinkDefaults.ONE_BY_ONE;
    }

    /**
     * Makes one. Connects when it delivers first.
     *
     * @throws InvalidSettingsException with every fault in its settings
     */
    Sink open(FanoutContext context);
}
