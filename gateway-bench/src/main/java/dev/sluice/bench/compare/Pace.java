package dev.sluice.bench.compare;

/**
 * The rate of the open loop, in messages a second: as given, else half of what the slowest server reached with one message in
 * flight in the first round. Once it has been taken it stays.
 */
final class Pace {
    /** For whoever has nothing to go by, as a quick comparison, which takes one server after the other. */
    static final double FALLBACK = 20;

    private double rate;
    private double slowest = Double.MAX_VALUE;

    /** @param given messages a second; 0: to be found out */
    Pace(double given) {
        rate = given;
    }

    /** Takes notice of a measurement. */
    void learn(Measurement made, int members) {
        Double deliveries = made.values().get(Metric.RATE);
        if (made.workload() == Workload.FAN_1000X1 && made.isGood() && deliveries != null) {
            slowest = Math.min(slowest, deliveries / members);
        }
    }

    /** The rate for everybody from now on. */
    double take() {
        if (rate == 0) {
            rate = slowest == Double.MAX_VALUE ? FALLBACK : Math.max(1, Math.rint(slowest / 2));
        }
        return rate;
    }

    /** The rate; 0 if nobody has needed one. */
    double taken() {
        return rate;
    }
}
