package dev.labctl.cli.lab.fault;

import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.stack.Deployment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was done to a lab, and what puts it back.
 *
 * @param stackId of the stack that was broken; one that is deployed anew has another
 * @param stackUpdated when that stack was last updated before; empty when it never was
 * @param scenario the fault's name
 * @param before the part's value before
 * @param after its value as the fault sets it
 * @param hints how many hints were given
 */
public record BrokenLab(
        String lab,
        String stack,
        String stackId,
        String stackUpdated,
        String scenario,
        Part part,
        String before,
        String after,
        Instant at,
        int hints) {
    /** What a fault is about to do to a deployed lab. */
    static BrokenLab of(String lab, Deployment deployment, Fault fault, Part part, String before, String after) {
        return new BrokenLab(
                lab,
                deployment.stackName(),
                deployment.stack().id(),
                time(deployment.stack().updatedAt()),
                fault.name(),
                part,
                before,
                after,
                Instant.now(),
                0);
    }

    /** The same after so many hints. */
    BrokenLab hinted(int given) {
        return new BrokenLab(lab, stack, stackId, stackUpdated, scenario, part, before, after, at, given);
    }

    /** A time as it is recorded. */
    static String time(@Nullable Instant instant) {
        return instant == null ? "" : instant.toString();
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lab", lab);
        json.put("stack", stack);
        json.put("stackId", stackId);
        json.put("stackUpdated", stackUpdated);
        json.put("scenario", scenario);
        json.put("part", PartKind.of(part).word());
        json.put("address", part.address());
        json.put("before", before);
        json.put("after", after);
        json.put("at", at.toString());
        json.put("hints", hints);
        return json;
    }

    /** A record as {@link #json} wrote it; empty when it is none. */
    static Optional<BrokenLab> read(JsonValue json) {
        List<String> address =
                json.at("address").items().stream().map(JsonValue::text).toList();
        if (json.at("stackId").text().isEmpty() || json.at("at").text().isEmpty()) {
            return Optional.empty();
        }
        return PartKind.part(json.at("part").text(), address)
                .map(part -> new BrokenLab(
                        json.at("lab").text(),
                        json.at("stack").text(),
                        json.at("stackId").text(),
                        json.at("stackUpdated").text(),
                        json.at("scenario").text(),
                        part,
                        json.at("before").text(),
                        json.at("after").text(),
                        Instant.parse(json.at("at").text()),
                        json.at("hints").integer(0)));
    }
}
