package io.milepost.email.fanout;

import io.milepost.fanout.Fanout;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** A process with one email fan-out in it. It says {@code ready}, and ends when its standard input does. */
final class EmailProcess {
    private EmailProcess() {}

    /** Takes the words of an {@link EmailPlan}. */
    public static void main(String[] arguments) throws IOException {
        Fanout fanout = EmailPlan.of(arguments).open();
        fanout.start();
        while (!fanout.health().ok()) {
            LockSupport.parkNanos(20_000_000);
        }
        System.out.println("ready");
        System.out.flush();
        while (System.in.read() >= 0) {
            // Nothing is ever said there.
        }
        Runtime.getRuntime().halt(0);
    }
}
