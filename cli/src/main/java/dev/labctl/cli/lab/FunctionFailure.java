package dev.labctl.cli.lab;

import dev.labctl.cli.cloud.Lambda;
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

    private FunctionFailure(String function, String errorType, String errorMessage) {
        super(
                Failure.CLOUD,
                "function %s failed: %s: %s".formatted(function, errorType, errorMessage),
                fix(errorType, errorMessage));
        this.errorType = errorType;
        this.errorMessage = errorMessage;
    }

    /** What a function answered that failed. */
    public static FunctionFailure of(String function, Lambda.Invocation answer) {
        Map<String, Object> error;
        try {
            error = Json.object(answer.payload());
        } catch (UncheckedIOException e) {
            error = Map.of();
        }
        return new FunctionFailure(
                function,
                String.valueOf(error.getOrDefault("errorType", answer.functionError())),
                String.valueOf(error.getOrDefault("errorMessage", answer.payload())));
    }

    /** Whether this is what the function threw. */
    public boolean is(Class<? extends Exception> type) {
        return errorType.equals(type.getName());
    }

    /** What the function said, without who said it. */
    public String errorMessage() {
        return errorMessage;
    }

    private static String fix(String type, String message) {
        if (type.contains("Timedout")
                || type.contains("ApiCallTimeout")
                || message.contains("timed out")
                || message.contains("SQLState 08")) {
            return "in a VPC, check the security groups' port 5432, the subnets' endpoints and NAT; else give it more time";
        }
        if (message.contains("28P01")) {
            return "the secret and the database disagree: look at the secret's rotation, or rotate it again";
        }
        if (message.contains("SQLState 55P03")) {
            return "run it again when that one is done";
        }
        if (message.contains("SQLState 23505")) {
            return "give each row a key of its own, and seed again";
        }
        if (message.contains("row-level security")) {
            return "ALTER TABLE ... NO FORCE ROW LEVEL SECURITY, so that its owner sees all rows of it";
        }
        if (message.contains("databaseName") || message.contains("3D000")) {
            return "name a database that is there: labctl backup --database NAME";
        }
        if (message.contains("no encryption")) {
            return "the database takes TLS only: connect with sslmode=verify-full";
        }
        return "labctl logs, or labctl invoke --tail, show what it did";
    }
}
