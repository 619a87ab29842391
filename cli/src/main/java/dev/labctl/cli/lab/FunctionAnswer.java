package dev.labctl.cli.lab;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Json;
import java.io.UncheckedIOException;
import java.util.Map;

/** What a lab's function answers, and how its failure is told: Lambda itself answers 200 in both cases. */
public final class FunctionAnswer {
    private FunctionAnswer() {}

    /**
     * Runs a function and waits for its answer.
     *
     * @param event the event as JSON
     * @throws LabctlException exit code 5 with error type and message, and what to do about it, when the function failed
     */
    public static Map<String, Object> of(Cloud cloud, String function, String event) {
        Lambda.Invocation answer = cloud.lambda().invoke(function, event);
        if (answer.failed()) {
            throw failure(function, answer);
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

    /** The failure of a function, with the fix that its error asks for. */
    public static LabctlException failure(String function, Lambda.Invocation answer) {
        Map<String, Object> error;
        try {
            error = Json.object(answer.payload());
        } catch (UncheckedIOException e) {
            error = Map.of();
        }
        String type = String.valueOf(error.getOrDefault("errorType", answer.functionError()));
        String message = String.valueOf(error.getOrDefault("errorMessage", answer.payload()));
        return new LabctlException(
                Failure.CLOUD, "function %s failed: %s: %s".formatted(function, type, message), fix(type, message));
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
