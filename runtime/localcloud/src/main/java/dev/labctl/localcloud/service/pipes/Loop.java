package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.CloudEnvironment;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a round of work again and again, with pauses of cloud time, until it is ended. */
final class Loop {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_AN_ERROR = Duration.ofSeconds(1);

    private final CloudEnvironment environment;
    private final String pipeArn;
    private final Supplier<Duration> round;
    private volatile boolean isEnded;

    /** A loop whose rounds say how long to pause before the next. */
    Loop(CloudEnvironment environment, String pipeArn, Supplier<Duration> round) {
        this.environment = environment;
        this.pipeArn = pipeArn;
        this.round = round;
    }

    void start() {
        environment.executor().execute(this::run);
    }

    private synchronized void run() {
        if (isEnded) {
            return;
        }
        Duration pause = AFTER_AN_ERROR;
        try {
            pause = round.get();
        } catch (RuntimeException e) {
            if (!isEnded) {
                LOG.error("{} failed in the cloud itself", pipeArn, e);
            }
        }
        if (!isEnded) {
            environment.clock().schedule(pause, this::run);
        }
    }

    /** Begins no further round. */
    void end() {
        isEnded = true;
    }

    /** Begins no further round, and returns when the present one is over. */
    void endAndWait() {
        isEnded = true;
        awaitRound();
    }

    /** A round holds the monitor, so that taking it is waiting. */
    private synchronized void awaitRound() {}
}
