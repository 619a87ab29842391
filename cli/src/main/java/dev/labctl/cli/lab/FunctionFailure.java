package dev.labctl.cli.lab;

import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.cloud.advice.Advice;
import dev.labctl.cli.cloud.advice.AwsSentence;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Json;
import java.io.UncheckedIOException;
import java.util.Map;

/** A function failed; with what its error asks to be done. */
public final class FunctionFailure extends LabctlException {
    private static final long serialVersionUID = 1L;

    private final String errorType;
    private final String errorMessage;

    private FunctionFailure(String function, String errorType, String errorMessage, Target target) {
        super(
                Failure.CLOUD,
                "function %s failed: %s: %s".formatted(function, errorType, said(errorMessage)),
                fix(function, errorType, errorMessage, target));
        this.errorType = errorType;
        this.errorMessage = errorMessage;
    }

    /**
     * What a function answered that failed.
     *
     * @param target the cloud that it ran in
     */
    public static FunctionFailure of(String function, Lambda.Invocation answer, Target target) {
        Map<String, Object> error;
        try {
            error = Json.object(answer.payload());
        } catch (UncheckedIOException e) {
            error = Map.of();
        }
        return new FunctionFailure(
                function,
                String.valueOf(error.getOrDefault("errorType", answer.functionError())),
                String.valueOf(error.getOrDefault("errorMessage", answer.payload())),
                target);
    }

    /** Whether this is what the function threw. */
    public boolean is(Class<? extends Exception> type) {
        return errorType.equals(type.getName());
    }

    /** What the function said, without who said it. */
    public String errorMessage() {
        return errorMessage;
    }

    private static String said(String message) {
        return AwsSentence.of(message).text();
    }

    private static String fix(String function, String type, String message, Target target) {
        return Advice.onFunction(new AwsSentence(said(message), type), target)
                .map(Advice::remedy)
                .filter(remedy -> !remedy.isEmpty())
                .orElse("`labctl invoke %s --tail` shows what it did".formatted(function));
    }
}
