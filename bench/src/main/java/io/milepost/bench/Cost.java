package io.milepost.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What it took to read records.
 *
 * @param perSecond records a second
 * @param threadMicros CPU µs a record of the thread that read them
 * @param processMicros the same of the whole process, its garbage collector included
 */
record Cost(double perSecond, double threadMicros, double processMicros) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** What one thread began at some time: started and stopped by the thread that reads. */
    static final class Watch {
        private final Thread thread = Thread.currentThread();
        private final long began = System.nanoTime();
        private final long threadCpu = THREADS.getCurrentThreadCpuTime();
        private final long processCpu = SYSTEM.getProcessCpuTime();

        /** What so many records took since. */
        Cost stop(long records) {
            if (thread != Thread.currentThread()) {
                throw new IllegalStateException("begun by " + thread);
            }
            return new Cost(
                    records * 1e9 / (System.nanoTime() - began),
                    (THREADS.getCurrentThreadCpuTime() - threadCpu) / 1e3 / records,
                    (SYSTEM.getProcessCpuTime() - processCpu) / 1e3 / records);
        }
    }

    /** Each figure in times the other's. */
    Cost over(Cost other) {
        return new Cost(
                perSecond / other.perSecond, threadMicros / other.threadMicros, processMicros / other.processMicros);
    }

    /** The median of each figure. */
    static Cost median(List<Cost> costs) {
        return new Cost(
                median(costs, Cost::perSecond), median(costs, Cost::threadMicros), median(costs, Cost::processMicros));
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> figure) {
        double[] sorted = costs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    @Override
    public String toString() {
        return "%,.0f records/s, CPU µs each %.2f (process %.2f)".formatted(perSecond, threadMicros, processMicros);
    }
}
