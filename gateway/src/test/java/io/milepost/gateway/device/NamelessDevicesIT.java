package io.milepost.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.ChannelName;
import io.milepost.device.DeviceId;
import io.milepost.device.KafkaDeviceStore;
import io.milepost.device.Places;
import io.milepost.gateway.device.DevicePace.Budget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Devices of an app that anybody with its key may bring. */
class NamelessDevicesIT {
    private static final ChannelName CHANNEL = new ChannelName("open");
    private static final Budget PLENTY = new Budget(200, 1_000);

    private static KafkaDeviceStore store;

    @BeforeAll
    static void start() {
        store = new KafkaDeviceStore(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()), KafkaDeviceStore.TOPIC, Optional.of((short)
                        -1));
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    private static Devices devices(Budget newcomers, Duration patience) {
        return new Devices(
                store, new DevicePace(Duration.ofMillis(100), Duration.ofDays(1), PLENTY, PLENTY, newcomers, patience));
    }

    private static DeviceId nameless() {
        return new DeviceId("1", "", UUID.randomUUID().toString());
    }

    private static Device open(Devices devices, DeviceId id) {
        Device device = devices.open(id).orTimeout(30, TimeUnit.SECONDS).join();
        device.follow(CHANNEL, "cursor");
        return device;
    }

    private static boolean isKept(DeviceId id) {
        Optional<Places> kept = store.read(id).orTimeout(30, TimeUnit.SECONDS).join();
        return kept.filter(places -> places.cursor(CHANNEL) != null).isPresent();
    }

    @Test
    void aNewcomerIsKeptWhenItHasStayedAndAUserAtOnce() {
        DeviceId stays = nameless();
        DeviceId goes = nameless();
        DeviceId signsIn = nameless();
        DeviceId user = new DeviceId("ada", UUID.randomUUID().toString());
        try (Devices devices = devices(PLENTY, Duration.ofSeconds(3))) {
            long began = System.nanoTime();
            open(devices, stays);
            devices.leave(open(devices, goes));
            Device becomes = open(devices, signsIn);
            becomes.vouch();
            becomes.follow(new ChannelName("another"), "cursor");
            devices.leave(becomes);
            devices.leave(open(devices, user));
            await().until(() -> isKept(user) && isKept(signsIn));
            boolean kept = isKept(stays);
            assertThat(kept && System.nanoTime() - began < TimeUnit.SECONDS.toNanos(3))
                    .isFalse();
            await().until(() -> isKept(stays));
            assertThat(isKept(goes)).isFalse();
        }
    }

    @Test
    void aUserDoesNotWaitBehindACrowdOfNewcomers() {
        List<DeviceId> crowd =
                IntStream.range(0, 50).mapToObj(number -> nameless()).toList();
        DeviceId user = new DeviceId("ada", UUID.randomUUID().toString());
        try (Devices devices = devices(new Budget(1, 10), Duration.ZERO)) {
            List<Device> opened = crowd.stream().map(id -> open(devices, id)).toList();
            devices.leave(open(devices, user));
            await().until(() -> isKept(user));
            assertThat(crowd.stream().filter(NamelessDevicesIT::isKept).count()).isLessThan(25);
            opened.forEach(devices::leave);
            await().until(() -> devices.failures() > 0);
        }
        assertThat(crowd.stream().filter(NamelessDevicesIT::isKept).count()).isLessThan(30);
    }
}
