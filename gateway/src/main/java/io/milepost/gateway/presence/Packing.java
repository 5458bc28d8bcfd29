package io.milepost.gateway.presence;

import io.milepost.event.Json;
import io.milepost.gateway.protocol.Member;
import java.util.ArrayList;
import java.util.List;

/** Lines put together for statements none of which is too large for a record. A line that is too large itself becomes several. */
final class Packing {
    /** Characters in a statement, about; written as JSON they are six times as many bytes in the worst case. */
    static final int MOST = 100_000;

    private static final int LINE = 200;
    private static final int SEAT = 60;

    private Packing() {}

    static List<List<Line>> pack(List<Line> lines) {
        List<List<Line>> packed = new ArrayList<>();
        List<Line> open = new ArrayList<>();
        int weight = 0;
        for (Line whole : lines) {
            for (Line line : split(whole)) {
                int more = weight(line);
                if (weight + more > MOST && !open.isEmpty()) {
                    packed.add(open);
                    open = new ArrayList<>();
                    weight = 0;
                }
                open.add(line);
                weight += more;
            }
        }
        if (!open.isEmpty()) {
            packed.add(open);
        }
        return packed;
    }

    static int weight(Line line) {
        int weight = LINE;
        for (Seat seat : line.come()) {
            weight += weight(seat);
        }
        for (String id : line.left()) {
            weight += SEAT + id.length();
        }
        for (String id : line.lost()) {
            weight += SEAT + id.length();
        }
        return weight;
    }

    private static int weight(Seat seat) {
        Member member = seat.member();
        String avatar = member.avatar();
        Json data = member.data();
        return SEAT
                + member.id().length()
                + member.name().length()
                + (avatar == null ? 0 : avatar.length())
                + (data == null ? 0 : data.size());
    }

    /** Who has gone is said first, so that the last line ends with the numbers and the names as they are. */
    private static List<Line> split(Line line) {
        if (weight(line) <= MOST) {
            return List.of(line);
        }
        List<Line> split = new ArrayList<>();
        List<Seat> come = new ArrayList<>();
        List<String> left = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        int weight = LINE;
        for (int i = 0;
                i < line.left().size() + line.lost().size() + line.come().size();
                i++) {
            if (weight >= MOST) {
                split.add(with(line, come, left, lost));
                come.clear();
                left.clear();
                lost.clear();
                weight = LINE;
            }
            int fromLost = i - line.left().size();
            int fromCome = fromLost - line.lost().size();
            if (fromLost < 0) {
                left.add(line.left().get(i));
                weight += SEAT + line.left().get(i).length();
            } else if (fromCome < 0) {
                lost.add(line.lost().get(fromLost));
                weight += SEAT + line.lost().get(fromLost).length();
            } else {
                come.add(line.come().get(fromCome));
                weight += weight(line.come().get(fromCome));
            }
        }
        split.add(with(line, come, left, lost));
        return split;
    }

    private static Line with(Line line, List<Seat> come, List<String> left, List<String> lost) {
        return new Line(line.channel(), line.subscribers(), line.users(), line.unnamed(), come, left, lost);
    }
}
