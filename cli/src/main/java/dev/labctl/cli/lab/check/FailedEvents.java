package dev.labctl.cli.lab.check;

import dev.labctl.cli.cloud.Sqs;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Verification;
import java.time.Duration;
import java.util.Optional;

/** What becomes of an asynchronous event that a function fails on. */
public final class FailedEvents {
    /** Two retries, after one and two minutes, and some slack. */
    private static final Duration RETRIES = Duration.ofMinutes(10);

    private FailedEvents() {}

    /**
     * Sends an event that fails every retry, and looks for it in the on-failure queue.
     *
     * @param functionOutput the stack output with the function's name
     * @param queueOutput the stack output with the queue's URL
     * @param event an event that must fail and names the verification's run
     */
    public static CheckResult kept(Verification run, String functionOutput, String queueOutput, String event) {
        Sqs sqs = run.cloud().sqs();
        String queue = run.deployment().output(queueOutput);
        run.cloud().lambda().invokeAsync(run.deployment().output(functionOutput), event);
        Sqs.Message message = run.until(
                        "the failed event in the on-failure queue",
                        RETRIES,
                        () -> sqs.receive(queue, Duration.ZERO).stream()
                                .filter(each -> each.body().contains(run.runId()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        sqs.delete(queue, message);
        String condition = JsonValue.read(message.body())
                .at("requestContext")
                .at("condition")
                .text();
        return condition.equals("RetriesExhausted")
                ? CheckResult.passed("message %s: %s".formatted(message.id(), condition))
                : CheckResult.failed("the failed event was not retried: condition '%s'".formatted(condition));
    }
}
