package dev.labctl.cli.lab;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.output.Json;
import java.util.Map;

/** What a lab's function answers. Lambda itself answers 200 also for one that failed. */
public final class FunctionAnswer {
    private FunctionAnswer() {}

    /**
     * Runs a function and waits for its answer.
     *
     * @param event the event as JSON
     * @throws FunctionFailure when the function failed
     */
    public static Map<String, Object> of(Cloud cloud, String function, String event) {
        Lambda.Invocation answer = cloud.lambda().invoke(function, event);
        if (answer.failed()) {
            throw FunctionFailure.of(function, answer, cloud.target());
        }
        return Json.object(answer.payload());
    }

    /** A number of an answer; that there is none is a bug. */
    public static long number(Map<?, ?> answer, String name) {
        if (answer.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalStateException("a function answered no number %s: %s".formatted(name, answer));
    }
}
