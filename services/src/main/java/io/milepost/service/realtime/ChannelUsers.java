package io.milepost.service.realtime;

import java.util.List;

/**
 * Who follows a presence channel.
 *
 * @param count how many users
 * @param users who they are; none where there are more than the provider lists
 */
public record ChannelUsers(long count, List<Member> users) {
    /** Copies the list. */
    public ChannelUsers {
        users = List.copyOf(users);
    }

    /** Whether {@code users} names all. */
    public boolean complete() {
        return users.size() == count;
    }
}
