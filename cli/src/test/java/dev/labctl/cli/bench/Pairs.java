package dev.labctl.cli.bench;

import java.util.ArrayList;
import java.util.List;

/** Takes two measurements in turns, so that what disturbs the machine disturbs both. */
final class Pairs {
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();

    private Pairs() {}

    /** Something that measures itself. */
    interface Measurement {
        double take() throws Exception;
    }

    /** One pair that does not count, then {@code count} that do. */
    static Pairs take(int count, Measurement our, Measurement their) throws Exception {
        Pairs pairs = new Pairs();
        our.take();
        their.take();
        for (int i = 0; i < count; i++) {
            pairs.ours.add(our.take());
            pairs.theirs.add(their.take());
        }
        return pairs;
    }

    Row row(double goal, String what, String unit, String rival) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        return new Row(what, new Samples(ours), unit, rival, new Samples(theirs), new Samples(ratios), goal);
    }
}
