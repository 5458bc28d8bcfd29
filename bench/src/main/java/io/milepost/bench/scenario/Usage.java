package io.milepost.bench.scenario;

import com.sun.management.OperatingSystemMXBean;
import io.milepost.bench.load.Audience;
import io.milepost.bench.subject.Server;
import io.milepost.bench.subject.Subject;
import java.lang.management.ManagementFactory;

/**
 * Processor time of all that shares the machine, in seconds.
 *
 * @param subject of what is measured
 * @param broker of the broker before it; NaN if it has none
 * @param audience of the thread that receives
 * @param publisher of the rest of the load generator's process, which publishes
 */
record Usage(double subject, double broker, double audience, double publisher) {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** So far. */
    static Usage now(Subject subject, Audience audience) throws InterruptedException {
        double received = audience.cpuSeconds();
        return new Usage(
                subject.cpuSeconds(),
                subject.broker().map(Server::cpuSeconds).orElse(Double.NaN),
                received,
                SYSTEM.getProcessCpuTime() / 1e9 - received);
    }

    Usage since(Usage earlier) {
        return new Usage(
                subject - earlier.subject,
                broker - earlier.broker,
                audience - earlier.audience,
                publisher - earlier.publisher);
    }

    /** Of one core, where this is what was used in so many seconds. */
    Usage percent(double seconds) {
        double all = 100 / seconds;
        return new Usage(subject * all, broker * all, audience * all, publisher * all);
    }
}
