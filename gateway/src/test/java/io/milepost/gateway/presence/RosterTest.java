package io.milepost.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final ChannelName CHANNEL = new ChannelName("presence-1");
    private static final long GRACE = 100;
    private static final Member ADA = new Member("ada", "Ada", null);

    private final Roster roster = new Roster(2, GRACE);

    private static Line come(int users, Seat... seats) {
        return new Line(CHANNEL, users, users, false, List.of(seats), List.of(), List.of());
    }

    private static Line lost(int users, String id) {
        return new Line(CHANNEL, users, users, false, List.of(), List.of(), List.of(id));
    }

    private static Line left(int users, String id) {
        return new Line(CHANNEL, users, users, false, List.of(), List.of(id), List.of());
    }

    private static Seat seen(String id) {
        return new Seat(new Member(id, id, null), true);
    }

    private static Move online(String id) {
        return new Move(CHANNEL, new Member(id, id, null), true);
    }

    private static Move offline(String id) {
        return new Move(CHANNEL, new Member(id, id, null), false);
    }

    @Test
    void aMemberOfTwoNodesComesAndGoesOnce() {
        assertThat(roster.take("a", come(1, seen("u")), 1, 0)).containsExactly(online("u"));
        assertThat(roster.take("b", come(1, seen("u")), 1, 0)).isEmpty();
        assertThat(roster.of(CHANNEL).subscribers()).isEqualTo(2);
        assertThat(roster.of(CHANNEL).count()).isEqualTo(1);
        assertThat(roster.take("a", left(0, "u"), 1, 0)).isEmpty();
        assertThat(roster.take("b", left(0, "u"), 1, 0)).containsExactly(offline("u"));
        assertThat(roster.channels()).isZero();
    }

    @Test
    void whoWasLostIsThereUntilTheGraceIsOver() {
        roster.take("a", come(1, seen("u")), 1, 0);
        assertThat(roster.take("a", lost(0, "u"), 1, 10)).isEmpty();
        assertThat(roster.due(10 + GRACE - 1)).isEmpty();
        assertThat(roster.of(CHANNEL).count()).isEqualTo(1);
        assertThat(roster.of(CHANNEL).subscribers()).isZero();
        assertThat(roster.subscribers("", name -> true, 10)).isEmpty();
        assertThat(roster.due(10 + GRACE)).containsExactly(offline("u"));
        assertThat(roster.channels()).isZero();
    }

    @Test
    void whoComesBackInTimeWasNeverGone() {
        roster.take("a", come(1, seen("u")), 1, 0);
        roster.take("a", lost(0, "u"), 1, 10);
        assertThat(roster.take("b", come(1, seen("u")), 1, 50)).isEmpty();
        assertThat(roster.due(10 + GRACE)).isEmpty();
        assertThat(roster.take("b", lost(0, "u"), 1, 200)).isEmpty();
        assertThat(roster.due(200 + GRACE)).containsExactly(offline("u"));
    }

    @Test
    void aNodeThatDiesHasHadItsGrace() {
        roster.take("a", come(2, seen("u"), seen("v")), 1, 0);
        roster.take("b", come(1, seen("v")), 1, 0);
        assertThat(roster.drop("a", false, 10)).containsExactly(offline("u"));
        assertThat(roster.drop("b", true, 10)).isEmpty();
        assertThat(roster.due(10 + GRACE)).containsExactly(offline("v"));
    }

    @Test
    void whoIsNotSeenIsAMemberOfWhomNobodyIsTold() {
        assertThat(roster.take("a", come(1, new Seat(ADA, false)), 1, 0)).isEmpty();
        assertThat(roster.of(CHANNEL).members()).containsExactly(ADA);
        assertThat(roster.take("a", come(1, new Seat(ADA, true)), 1, 0)).containsExactly(new Move(CHANNEL, ADA, true));
        assertThat(roster.take("a", come(1, new Seat(ADA, false)), 1, 0)).isEmpty();
        assertThat(roster.due(GRACE)).containsExactly(new Move(CHANNEL, ADA, false));
        assertThat(roster.of(CHANNEL).members()).containsExactly(ADA);
    }

    @Test
    void aboveTheBoundNobodyIsNamedAndNobodyTold() {
        roster.take("a", come(2, seen("u"), seen("v")), 1, 0);
        assertThat(roster.take("b", come(1, seen("w")), 1, 0)).isEmpty();
        assertThat(roster.of(CHANNEL).members()).isNull();
        assertThat(roster.of(CHANNEL).count()).isEqualTo(3);
        assertThat(roster.take("b", new Line(CHANNEL, 9, 7, true, List.of(), List.of(), List.of()), 1, 0))
                .isEmpty();
        assertThat(roster.of(CHANNEL).count()).as("two names and seven without").isEqualTo(9);
        assertThat(roster.take("b", left(0, "w"), 1, 0)).isEmpty();
        assertThat(roster.of(CHANNEL).members()).hasSize(2);
        assertThat(roster.take("a", left(1, "u"), 1, 0)).containsExactly(offline("u"));
    }

    @Test
    void whatANodeDoesNotRepeatIsLost() {
        ChannelName other = new ChannelName("presence-2");
        roster.take("a", come(2, seen("u"), seen("v")), 1, 0);
        roster.take("a", new Line(other, 1, 1, false, List.of(seen("u")), List.of(), List.of()), 1, 0);
        assertThat(roster.take("a", come(1, seen("v")), 2, 0)).isEmpty();
        assertThat(roster.sweep("a", 2, 0)).isEmpty();
        assertThat(roster.due(GRACE))
                .containsExactlyInAnyOrder(
                        offline("u"), new Move(other, seen("u").member(), false));
        assertThat(roster.of(CHANNEL).members()).containsExactly(seen("v").member());
    }
}
