package io.milepost.fanout.contract;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/** A process with one fan-out in it, which goes as far as it is told. It ends when its standard input does. */
final class FanoutProcess {
    private FanoutProcess() {}

    /** Takes the step, the how manyth time of it, and the words of a {@link Plan}. */
    public static void main(String[] arguments) throws IOException {
        CrashPoint point = new CrashPoint(Step.valueOf(arguments[0]), Integer.parseInt(arguments[1]), System.out);
        Plan plan = Plan.of(Arrays.asList(arguments).subList(2, arguments.length));
        Map<String, Object> watched =
                Map.of("interceptor.classes", CrashingInterceptor.class.getName(), CrashingInterceptor.POINT, point);
        plan.open(sink -> new CrashingSink(sink, point), watched, new SimpleMeterRegistry())
                .start();
        while (System.in.read() >= 0) {
            // Nothing is ever said there.
        }
        Runtime.getRuntime().halt(0);
    }
}
