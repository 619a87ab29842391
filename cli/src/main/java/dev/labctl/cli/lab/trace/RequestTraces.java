package dev.labctl.cli.lab.trace;

import dev.labctl.cli.stack.Deployment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Traces of requests by the ids that Lambda gives them. */
public final class RequestTraces {
    private RequestTraces() {}

    /** What the functions' logs tell of the request, if that is what was asked for. */
    public static Stream<Trace> of(String lab, Asked asked, List<TracedFunction> functions) {
        return asked.uuid().stream()
                .flatMap(id -> functions.stream().flatMap(function -> of(lab, asked, id, function).stream()));
    }

    private static Optional<Trace> of(String lab, Asked asked, String id, TracedFunction function) {
        List<TraceEvent> events = function.runs(id, asked.since(), asked.now());
        return events.isEmpty()
                ? Optional.empty()
                : Optional.of(new Trace(lab, "request " + id, events, List.of(), List.of()));
    }

    /**
     * A function of a deployed lab.
     *
     * @param name the output with the function's name
     * @param group the output with its log group's name
     */
    public static TracedFunction function(Deployment deployment, String title, String name, String group) {
        return new TracedFunction(
                deployment.cloud(), new Place(title, deployment.output(name)), deployment.output(group));
    }
}
