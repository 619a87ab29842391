package dev.labctl.cli.lab.fault;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.output.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Ways to set things wrongly that several labs share. */
public final class Spoilers {
    private static final String ACTION = "Action";

    private Spoilers() {}

    /** Switches it off. */
    public static Fault.Spoiler off() {
        return (deployment, before) -> Part.OFF;
    }

    /** Takes it away. */
    public static Fault.Spoiler gone() {
        return (deployment, before) -> "";
    }

    /** Sets it to this. */
    public static Fault.Spoiler set(String value) {
        return (deployment, before) -> value;
    }

    /** Adds this to its end. */
    public static Fault.Spoiler with(String ending) {
        return (deployment, before) -> before + ending;
    }

    /** Sets it to an output of the stack. */
    public static Fault.Spoiler output(String name) {
        return (deployment, before) -> deployment.output(name);
    }

    /** Takes an action out of a statement of a policy, and the statement when it was its only one. */
    public static Fault.Spoiler withoutAction(String sid, String action) {
        return (deployment, before) -> without(before, sid, ACTION, action::equals);
    }

    /** Takes a resource out of a statement of a policy that has several: the one that ends like this output of the stack. */
    public static Fault.Spoiler withoutResource(String sid, String output) {
        return (deployment, before) -> {
            String value = deployment.output(output);
            // A queue is output as its URL; both end with its name.
            String name = value.substring(value.lastIndexOf('/') + 1);
            return without(before, sid, "Resource", resource -> resource.endsWith(name));
        };
    }

    private static String without(String policy, String sid, String member, Predicate<String> isUnwanted) {
        Map<String, Object> document = new LinkedHashMap<>(Json.object(policy));
        List<Object> statements = new ArrayList<>();
        boolean isFound = false;
        for (JsonValue statement : new JsonValue(document.get("Statement")).items()) {
            if (!statement.at("Sid").text().equals(sid)) {
                statements.add(Objects.requireNonNull(statement.value()));
                continue;
            }
            isFound = true;
            List<String> kept = statement.at(member).items().stream()
                    .map(JsonValue::text)
                    .filter(isUnwanted.negate())
                    .toList();
            if (!kept.isEmpty()) {
                statements.add(with(statement, member, kept));
            }
        }
        if (!isFound) {
            throw new LabctlException(
                    Failure.NOT_DEPLOYED,
                    "a policy of the lab has no statement %s; it was deployed from another template".formatted(sid),
                    "deploy the lab again");
        }
        document.put("Statement", statements);
        return Json.line(document);
    }

    private static Map<String, Object> with(JsonValue statement, String member, List<String> values) {
        Map<String, Object> changed = new LinkedHashMap<>();
        if (statement.value() instanceof Map<?, ?> members) {
            members.forEach((name, value) -> changed.put(String.valueOf(name), value));
        }
        changed.put(member, values);
        return changed;
    }
}
