package io.milepost.log.fact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomTest {
    private static int fill(Room room, String writer, long size) {
        int entered = 0;
        while (room.enter(writer, size)) {
            entered++;
        }
        return entered;
    }

    @Test
    void whoTakesAllItCanLeavesRoomForOthers() {
        Room room = new Room(100, 1_000_000);
        assertThat(fill(room, "loud", 1)).isEqualTo(50);
        assertThat(fill(room, "another", 1)).isEqualTo(25);
        assertThat(room.enter("third", 1)).isTrue();
    }

    @Test
    void bytesAreSharedToo() {
        Room room = new Room(1_000, 100);
        assertThat(fill(room, "loud", 10)).isEqualTo(5);
        assertThat(room.enter("another", 20)).isTrue();
        assertThat(room.enter("another", 20)).isFalse();
    }

    @Test
    void whatWaitsNoLongerLeavesItsRoom() {
        Room room = new Room(2, 100);
        assertThat(room.enter("one", 50)).isTrue();
        assertThat(room.enter("one", 50)).isFalse();
        room.leave("one", 50);
        assertThat(room.enter("one", 50)).isTrue();
    }
}
