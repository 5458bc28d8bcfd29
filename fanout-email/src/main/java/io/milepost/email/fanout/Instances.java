package io.milepost.email.fanout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/** How many instances of a fan-out there are: the members of its group. */
final class Instances implements IntSupplier {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Admin admin;
    private final String group;

    Instances(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    @Override
    public int getAsInt() {
        try {
            return admin
                    .describeConsumerGroups(List.of(group))
                    .all()
                    .get(WAIT.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .stream()
                    .mapToInt(described -> described.members().size())
                    .sum();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw new KafkaException("the group " + group + " is not known", e);
        } catch (TimeoutException e) {
            throw new KafkaException("the group " + group + " is not known", e);
        }
    }
}
