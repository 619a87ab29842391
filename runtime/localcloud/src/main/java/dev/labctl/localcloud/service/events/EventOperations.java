package dev.labctl.localcloud.service.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Principal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternRequest;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternResponse;

/** Events that come in, matched against the rules of their bus. */
final class EventOperations {
    private static final int MOST_ENTRIES = 10;
    private static final int MAX_BYTES = 262_144;
    private static final int TIME_BYTES = 14;
    private static final String OF_AWS = "aws.";

    private final CloudEnvironment environment;
    private final EventsTables tables;
    private final Deliveries deliveries;
    private final EventMetrics metrics;

    EventOperations(CloudEnvironment environment, EventsTables tables, Deliveries deliveries, EventMetrics metrics) {
        this.environment = environment;
        this.tables = tables;
        this.deliveries = deliveries;
        this.metrics = metrics;
    }

    void register(Operations operations) {
        operations.on(PutEventsRequest.class, EventOperations::access, this::put);
        operations.on(
                TestEventPatternRequest.class,
                AccessRule.anyResource("events:TestEventPattern"),
                (request, call) -> test(request));
    }

    /** AWS's own services need nobody's leave to tell the default bus what happened. */
    private static List<Access> access(PutEventsRequest request, Call call) {
        boolean isService = call.caller().principal().type() == Principal.Type.SERVICE;
        return request.entries().stream()
                .filter(entry ->
                        !isService || !StoredBus.name(entry.eventBusName()).equals(StoredBus.DEFAULT))
                .map(entry -> access(entry, call))
                .distinct()
                .toList();
    }

    private static Access access(PutEventsRequestEntry entry, Call call) {
        Access access =
                Access.to("events:PutEvents", call.arn("events", "event-bus/" + StoredBus.name(entry.eventBusName())));
        Access withSource = entry.source() == null ? access : access.with("events:source", entry.source());
        return entry.detailType() == null ? withSource : withSource.with("events:detail-type", entry.detailType());
    }

    private PutEventsResponse put(PutEventsRequest request, Call call) {
        if (RuleOperations.given(request.endpointId()) != null) {
            throw EventsErrors.notImplemented("global endpoints");
        }
        new EventConstraints().size("entries", request.entries(), MOST_ENTRIES).check();
        if (request.entries().stream().mapToInt(EventOperations::size).sum() >= MAX_BYTES) {
            throw AwsError.validation("Total size of the entries in the request is over the limit.");
        }
        List<Delivery> made = new ArrayList<>();
        List<PutEventsResultEntry> results = new ArrayList<>();
        tables.store.write(() -> request.entries().forEach(entry -> results.add(accept(entry, call, made))));
        tables.store.awaitDurable();
        made.forEach(deliveries::begin);
        return PutEventsResponse.builder()
                .entries(results)
                .failedEntryCount((int) results.stream()
                        .filter(result -> result.errorCode() != null)
                        .count())
                .build();
    }

    /** What an entry counts ("Calculating Amazon EventBridge PutEvents event entry size"). */
    private static int size(PutEventsRequestEntry entry) {
        int size = entry.time() == null ? 0 : TIME_BYTES;
        for (String text : List.of(text(entry.source()), text(entry.detailType()), text(entry.detail()))) {
            size += text.getBytes(StandardCharsets.UTF_8).length;
        }
        for (String resource : entry.resources()) {
            size += resource.getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private PutEventsResultEntry accept(PutEventsRequestEntry entry, Call call, List<Delivery> made) {
        PutEventsResultEntry missing = missing(entry);
        if (missing != null) {
            return missing;
        }
        boolean isService = call.caller().principal().type() == Principal.Type.SERVICE;
        if (entry.source().startsWith(OF_AWS) && !isService) {
            return failed("NotAuthorizedForSourceException", "Not authorized for the source.");
        }
        JsonNode detail = detail(entry.detail());
        if (detail == null) {
            return failed("MalformedDetail", "Detail is malformed.");
        }
        ObjectNode event = Event.of(
                entry.source(),
                entry.detailType(),
                call.accountId(),
                call.region(),
                entry.time() == null ? environment.clock().instant() : entry.time(),
                entry.resources(),
                detail);
        route(event.toString(), call.region(), StoredBus.name(entry.eventBusName()), made);
        return PutEventsResultEntry.builder().eventId(event.path("id").asText()).build();
    }

    private static @Nullable PutEventsResultEntry missing(PutEventsRequestEntry entry) {
        if (RuleOperations.given(entry.source()) == null) {
            return missing("Source");
        }
        if (RuleOperations.given(entry.detailType()) == null) {
            return missing("DetailType");
        }
        return RuleOperations.given(entry.detail()) == null ? missing("Detail") : null;
    }

    private static PutEventsResultEntry missing(String parameter) {
        return failed(
                "InvalidArgument",
                "Parameter " + parameter + " is not valid. Reason: " + parameter + " is a required argument.");
    }

    private static PutEventsResultEntry failed(String code, String message) {
        return PutEventsResultEntry.builder()
                .errorCode(code)
                .errorMessage(message)
                .build();
    }

    /** The detail when it is an object, else null. */
    private static @Nullable JsonNode detail(String json) {
        try {
            JsonNode detail = Event.STRICT_JSON.readTree(json);
            return detail.isObject() ? detail : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Hands the event to all rules of the bus that it matches; where there is no such bus it is dropped, as on AWS. */
    private void route(String event, String region, String bus, List<Delivery> made) {
        for (StoredRule rule : tables.rulesOf(region, bus)) {
            if (rule.isOn() && rule.pattern() != null && EventPattern.matches(rule.pattern(), event)) {
                metrics.triggered(rule);
                tables.targetsOf(rule).forEach(target -> made.add(tables.deliver(rule, target, event)));
            }
        }
    }

    private static TestEventPatternResponse test(TestEventPatternRequest request) {
        new EventConstraints()
                .required("eventPattern", request.eventPattern())
                .required("event", request.event())
                .check();
        EventPattern.require(request.eventPattern());
        JsonNode event;
        try {
            event = Event.STRICT_JSON.readTree(request.event());
        } catch (JsonProcessingException e) {
            throw AwsError.validation("Parameter Event is not valid.");
        }
        if (!event.isObject()) {
            throw AwsError.validation("Parameter Event is not valid.");
        }
        for (String member : List.of("id", "account", "source", "time", "region", "resources", "detail-type")) {
            if (!event.has(member)) {
                throw EventsErrors.invalidParameter("Event", member + " is a required argument.");
            }
        }
        return TestEventPatternResponse.builder()
                .result(EventPattern.matches(request.eventPattern(), request.event()))
                .build();
    }
}
