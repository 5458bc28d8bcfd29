package io.milepost.bench;

import io.milepost.event.Json;
import io.milepost.schema.DataCheck;
import io.milepost.schema.EventSchemas;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What it costs a publisher to hold an event's data against its schema. Needs no Kafka. */
public final class SchemaBench {
    private static final int ROUNDS = 5;
    private static final int CHECKS = 200_000;
    private static final String TYPE = "activity-logged";
    private static final String FITS = "{\"userId\":\"user-ada\",\"activityId\":\"otters-1-7\",\"distance\":2.5,"
            + "\"duration\":1800,\"timestamp\":\"2026-01-02T03:04:05Z\",\"location\":{\"lat\":51.28,\"lng\":1.08}}";
    private static final String WRONG = FITS.replace("2.5", "\"far\"");

    private final PrintStream out;

    /** A benchmark. */
    public SchemaBench(PrintStream out) {
        this.out = out;
    }

    /** Runs and prints. */
    public void run() {
        long began = System.nanoTime();
        DataCheck check = new DataCheck(EventSchemas.shipped(), false);
        out.printf("schemas compiled in %,d ms%n", (System.nanoTime() - began) / 1_000_000);
        measure("parsed alone", FITS, data -> data.tree().size());
        measure("that fits", FITS, data -> check.faults(TYPE, data).size());
        measure("that does not", WRONG, data -> check.faults(TYPE, data).size());
        measure("without a schema", FITS, data -> check.faults("walked", data).size());
    }

    /** Something to do with an event's data. */
    @FunctionalInterface
    private interface Work {
        int on(Json data);
    }

    private void measure(String what, String text, Work work) {
        Json data = Json.of(text);
        List<Double> micros = new ArrayList<>();
        long seen = 0;
        // The first round is for the compiler.
        for (int round = 0; round <= ROUNDS; round++) {
            long began = System.nanoTime();
            for (int i = 0; i < CHECKS; i++) {
                seen += work.on(data);
            }
            if (round > 0) {
                micros.add((System.nanoTime() - began) / 1_000.0 / CHECKS);
            }
        }
        micros.sort(null);
        out.printf(
                "data %s (%d bytes): %.2f us each (%.2f to %.2f of %d rounds, %d)%n",
                what, data.size(), micros.get(ROUNDS / 2), micros.get(0), micros.get(ROUNDS - 1), ROUNDS, seen % 10);
        out.flush();
    }
}
