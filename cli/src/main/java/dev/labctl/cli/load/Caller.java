package dev.labctl.cli.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes one user's calls: sends what was throttled, or did not arrive, again after a pause that doubles; what may have
 * arrived only when the call is repeatable. The pauses count as latency.
 */
final class Caller {
    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE = 50_000_000;
    private static final long LONGEST_PAUSE = 2_000_000_000;

    private final LoadEngine.Stopwatch watch;
    private final Meter meter;
    private final RandomGenerator jitter;
    private final LoadEngine.Pause pause;

    Caller(LoadEngine.Stopwatch watch, Meter meter, RandomGenerator jitter, LoadEngine.Pause pause) {
        this.watch = watch;
        this.meter = meter;
        this.jitter = jitter;
        this.pause = pause;
    }

    /**
     * A call as it was measured, in nanoseconds since the start.
     *
     * @param due when it should have been sent
     * @param sent when it was first sent
     * @param troubles what each attempt met that did not succeed
     * @param error why the call failed: the last of the troubles; null when it did not
     */
    record Measured(
            String route,
            long due,
            long sent,
            long ended,
            List<String> troubles,
            @Nullable String error,
            int retries) {}

    /** Makes a call that was due then, measures it, and tells its maker how it ended. */
    void make(Call call, long due) throws InterruptedException {
        long sent = watch.nanos();
        List<String> troubles = new ArrayList<>();
        boolean lost = false;
        Answer answer = null;
        boolean expected = false;
        int attempts = 0;
        boolean again = true;
        while (again) {
            attempts++;
            answer = null;
            try {
                answer = call.attempt().send();
                expected = call.expects(answer.status(), lost);
                again = !expected && answer.isThrottled();
                if (!expected) {
                    troubles.add(kind(answer));
                }
            } catch (IOException e) {
                Trouble trouble = Trouble.of(e);
                troubles.add(trouble.kind());
                lost |= trouble.arrived();
                again = !trouble.arrived() || call.repeatable();
            }
            again = again && attempts < ATTEMPTS && pause.await(pauseAfter(attempts));
        }
        @Nullable String error = expected ? null : troubles.get(troubles.size() - 1);
        meter.record(new Measured(call.route(), due, sent, watch.nanos(), troubles, error, attempts - 1));
        call.then().accept(new Outcome(answer, expected, lost));
    }

    private static String kind(Answer answer) {
        return answer.isThrottled() ? "429 throttled" : "status " + answer.status();
    }

    /** Some time up to twice as long as after the attempt before. */
    private long pauseAfter(int attempts) {
        long longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE << (attempts - 1));
        return longest / 2 + jitter.nextLong(longest / 2);
    }
}
