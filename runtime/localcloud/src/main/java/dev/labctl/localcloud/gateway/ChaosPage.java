package dev.labctl.localcloud.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.chaos.Chaos;
import dev.labctl.localcloud.chaos.ChaosPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The form in which chaos is asked for and shown. */
final class ChaosPage {
    private static final Set<String> MEMBERS =
            Set.of("seed", "throttle", "duplicate", "reorder", "latency", "services", "for");

    private ChaosPage() {}

    /** What happens now, and has happened so far. */
    static Map<String, Object> of(Chaos chaos) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("on", chaos.plan().isPresent());
        chaos.plan().ifPresent(plan -> {
            page.put("seed", plan.seed());
            page.put("throttle", plan.throttlePercent());
            page.put("duplicate", plan.duplicatePercent());
            page.put("reorder", plan.reorderPercent());
            page.put("latency", plan.latency().toString());
            page.put("services", plan.services());
            Duration length = plan.length();
            if (length != null) {
                page.put("for", length.toString());
            }
        });
        page.put("faults", chaos.faults());
        return page;
    }

    /**
     * The plan that a body describes; percentages are 0 and there is no latency where it says nothing.
     *
     * @throws IllegalArgumentException naming what is missing, unknown or of the wrong kind
     * @throws java.time.DateTimeException for a duration that is none
     */
    static ChaosPlan plan(JsonNode body) {
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!MEMBERS.contains(name)) {
                throw new IllegalArgumentException("chaos has no '" + name + "'");
            }
        }
        if (!body.path("seed").canConvertToLong() || !body.path("services").isArray()) {
            throw new IllegalArgumentException("chaos needs a seed, a number, and services, a list");
        }
        List<String> services = new ArrayList<>();
        body.path("services").forEach(service -> services.add(service.asText()));
        return new ChaosPlan(
                body.path("seed").asLong(),
                percent(body, "throttle"),
                percent(body, "duplicate"),
                percent(body, "reorder"),
                Duration.parse(body.path("latency").asText("PT0S")),
                services,
                body.hasNonNull("for") ? Duration.parse(body.path("for").asText()) : null);
    }

    private static int percent(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isMissingNode() && !value.isInt()) {
            throw new IllegalArgumentException(name + " must be a whole number of percent");
        }
        return value.asInt(0);
    }
}
