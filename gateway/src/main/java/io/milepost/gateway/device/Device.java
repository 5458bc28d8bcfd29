package io.milepost.gateway.device;

import io.milepost.channel.ChannelName;
import io.milepost.device.DeviceId;
import io.milepost.device.Places;
import org.jspecify.annotations.Nullable;

/** A connected device and where it stands. Any thread; those who move it take turns. */
public final class Device {
    private final DeviceId id;
    private final Keeping keeping;
    private volatile Places places;
    private volatile boolean isVouchedFor;

    /** Told that something changed that is to be kept. */
    interface Keeping {
        /**
         * To be kept in a while, or as soon as can be.
         *
         * @param urgent whether somebody may come to need it at once
         */
        void changed(Device device, boolean urgent);
    }

    Device(DeviceId id, Places kept, Keeping keeping) {
        this.id = id;
        this.places = kept;
        this.keeping = keeping;
    }

    DeviceId id() {
        return id;
    }

    /** Whether it is this one. */
    public boolean is(DeviceId other) {
        return id.equals(other);
    }

    /** A user has signed in on it, so it is not just anybody's. */
    public void vouch() {
        isVouchedFor = true;
    }

    boolean isVouchedFor() {
        return isVouchedFor;
    }

    Places places() {
        return places;
    }

    /** Where it goes on in a channel; null if it does not follow that. */
    public @Nullable String place(ChannelName channel) {
        return places.cursor(channel);
    }

    /**
     * It follows a channel from a cursor on, unless it did so before.
     *
     * @return false if there are too many channels to be kept
     */
    public boolean follow(ChannelName channel, String cursor) {
        return place(channel) != null || move(channel, cursor, true);
    }

    /**
     * It has had everything before a cursor.
     *
     * @return false if there are too many channels to be kept
     */
    public boolean acknowledge(ChannelName channel, String cursor) {
        return cursor.equals(place(channel)) || move(channel, cursor, false);
    }

    private boolean move(ChannelName channel, String cursor, boolean urgent) {
        synchronized (this) {
            Places moved = places.with(channel, cursor);
            if (!moved.fits()) {
                return false;
            }
            places = moved;
        }
        keeping.changed(this, urgent);
        return true;
    }

    /** It follows a channel no longer. */
    public void forget(ChannelName channel) {
        synchronized (this) {
            places = places.without(channel);
        }
        keeping.changed(this, false);
    }
}
