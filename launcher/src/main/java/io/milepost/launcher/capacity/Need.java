package io.milepost.launcher.capacity;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a load needs of these machines. Pure arithmetic; docs/CAPACITY.md has the formulas in words. */
public final class Need {
    private static final double MICRO = 1e-6;
    private static final double MEGA = 1e6;

    private final Load load;
    private final Machines machines;
    private final double nodes;

    private Need(Load load, Machines machines) {
        this.load = load;
        this.machines = machines;
        this.nodes = nodes();
    }

    /** Reckons it. */
    public static Need of(Load load, Machines machines) {
        return new Need(load, machines);
    }

    /**
     * A line of the result.
     *
     * @param what it is
     * @param value for people, with its unit
     */
    public record Line(String what, String value) {}

    /** How much of something there is would be used; above 1 it is too little. */
    private record Share(String of, double used) {}

    private double cpuOfDelivery() {
        double each = load.deliveries() / load.connections();
        return MICRO * (each < 1_000 ? Constant.DELIVERY_ALONE : Constant.DELIVERY_TOGETHER).value();
    }

    /** Processors that each node needs however many nodes there are, since each reads everything. */
    private double coresOfReading() {
        double each = 1 / Constant.TAIL.value() + MICRO * Constant.ENCODING.value();
        return Constant.TRICKLE.value() + load.events() * each;
    }

    private double nodes() {
        double free = machines.cores() * Machines.USED - coresOfReading();
        double forConnections = (double) load.connections() / machines.connections();
        double forDeliveries = load.deliveries() * cpuOfDelivery() / free;
        double forNetwork = egress() / (machines.linkBytes() * Machines.USED);
        // One more, so that one may be missing.
        return free <= 0
                ? Double.POSITIVE_INFINITY
                : Math.ceil(Math.max(forConnections, Math.max(forDeliveries, forNetwork))) + 1;
    }

    private double egress() {
        return load.deliveries() * (load.frameBytes() + Constant.WIRE_BYTES.value());
    }

    private double cores() {
        return coresOfReading() + load.deliveries() / nodes * cpuOfDelivery();
    }

    private double memory() {
        double heap = MEGA * Constant.NODE_HEAP.value()
                + load.connections() / nodes * Constant.CONNECTION_HEAP.value()
                + load.members() * Constant.MEMBER_HEAP.value();
        return heap * Constant.MEMORY_TO_HEAP.value();
    }

    private double brokerEgress() {
        return (nodes + Machines.FOLLOWERS) * load.topicBytes();
    }

    private double brokers() {
        return Math.max(Machines.FOLLOWERS + 1, Math.ceil(brokerEgress() / (machines.linkBytes() * Machines.USED)));
    }

    /** For how long everybody's coming back at once takes all processors of all nodes, in seconds. */
    private double storm() {
        return load.connections() / nodes * MICRO * Constant.CONNECT.value() / machines.cores();
    }

    private List<Share> shares() {
        return List.of(
                new Share("the thread that reads the topics", load.events() / Constant.TAIL.value()),
                new Share(
                        "the brokers' network",
                        brokerEgress() / (machines.brokers() * machines.linkBytes() * Machines.USED)),
                new Share(
                        "a node's network",
                        Math.max(egress() / nodes, load.topicBytes()) / (machines.linkBytes() * Machines.USED)),
                new Share("a node's processors", cores() / (machines.cores() * Machines.USED)),
                new Share("a node's memory", memory() / (machines.gigabytes() * 1e9)));
    }

    private Share first() {
        return shares().stream().max(Comparator.comparingDouble(Share::used)).orElseThrow();
    }

    /** All of it, for people. If one node cannot even read the topics, that alone. */
    public List<Line> lines() {
        if (Double.isInfinite(nodes)) {
            return List.of(new Line(
                    "nodes",
                    "none can: reading the topics takes %s of its %s processors"
                            .formatted(number(coresOfReading()), number(machines.cores()))));
        }
        return List.of(
                new Line("nodes, one of them to spare", number(nodes)),
                new Line("connections of a node", number(load.connections() / nodes)),
                new Line("deliveries/s of a node", number(load.deliveries() / nodes)),
                new Line("processors of a node in use", number(cores())),
                new Line("processors of all nodes", number(nodes * machines.cores())),
                new Line("memory of a node", bytes(memory())),
                new Line("a node sends", bytes(egress() / nodes) + "/s"),
                new Line("the topics get", bytes(load.topicBytes()) + "/s"),
                new Line("of that presence", bytes(load.topicBytes() - load.events() * load.eventBytes()) + "/s"),
                new Line("brokers send, all together", bytes(brokerEgress()) + "/s"),
                new Line("brokers that this takes, by their network", number(brokers())),
                new Line("everybody comes back at once, for", number(storm()) + " s"),
                new Line("what is used most", first().of() + ", " + Math.round(100 * first().used()) + " %"));
    }

    private static String bytes(double bytes) {
        return bytes < 1e6
                ? number(bytes / 1e3) + " KB"
                : bytes < 1e9 ? number(bytes / 1e6) + " MB" : number(bytes / 1e9) + " GB";
    }

    /** Small ones with what matters of their fractions, larger ones without. */
    private static String number(double value) {
        String format = value == Math.rint(value) || value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
