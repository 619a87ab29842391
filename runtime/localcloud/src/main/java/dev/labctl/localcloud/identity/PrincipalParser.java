package dev.labctl.localcloud.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a statement's {@code Principal} or {@code NotPrincipal}. */
final class PrincipalParser {
    private static final Pattern AWS = Pattern.compile("\\*|\\d{12}|A(?:IDA|ROA)[A-Z0-9]{12,}"
            + "|arn:aws:iam::\\d{12}:(?:root|user/[^*?]+|role/[^*?]+)"
            + "|arn:aws:sts::\\d{12}:(?:assumed-role/[^*?/]+/[^*?]+|federated-user/[^*?]+)"
            + "|arn:aws:iam::cloudfront:user/[^*?]+");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.amazonaws\\.com");
    private static final Set<String> TYPES = Set.of("AWS", "Service", "Federated", "CanonicalUser");

    private final PolicyKind kind;

    PrincipalParser(PolicyKind kind) {
        this.kind = kind;
    }

    PrincipalElement parse(JsonNode element, boolean isNot) {
        if (element.isTextual()) {
            if (!element.asText().equals("*")) {
                throw new MalformedPolicyException(
                        kind == PolicyKind.TRUST
                                ? "Invalid principal in policy: \"STAR\":\"" + element.asText() + "\""
                                : "Invalid policy syntax.");
            }
            return new PrincipalElement(isNot, true, Set.of(), Set.of());
        }
        if (!element.isObject() || element.isEmpty()) {
            throw kind.syntax("Invalid policy syntax.");
        }
        Set<String> aws = new HashSet<>();
        Set<String> services = new HashSet<>();
        for (Map.Entry<String, JsonNode> type : element.properties()) {
            if (!TYPES.contains(type.getKey())) {
                throw kind.syntax("Invalid principal in policy");
            }
            for (String name : names(type.getValue())) {
                check(type.getKey(), name);
                switch (type.getKey()) {
                    case "AWS" -> aws.add(name);
                    case "Service" -> services.add(PrincipalElement.serviceName(name));
                    default -> {} // no federated or canonical user ever calls this cloud
                }
            }
        }
        return new PrincipalElement(isNot, aws.remove("*"), aws, services);
    }

    private void check(String type, String name) {
        boolean isValid =
                switch (type) {
                    case "AWS" -> AWS.matcher(name).matches();
                    case "Service" -> SERVICE.matcher(name).matches();
                    default -> !name.isBlank();
                };
        if (!isValid) {
            throw invalid(type, name);
        }
    }

    /** The refusal of a principal that cannot be, or is not there. */
    static MalformedPolicyException invalid(String type, String name) {
        return new MalformedPolicyException(
                "Invalid principal in policy: \"" + type.toUpperCase(Locale.ROOT) + "\":\"" + name + "\"");
    }

    private List<String> names(JsonNode value) {
        List<String> names = new ArrayList<>();
        Iterable<JsonNode> items = value.isArray() ? value : List.of(value);
        for (JsonNode item : items) {
            if (!item.isTextual()) {
                throw kind.syntax("Invalid policy syntax.");
            }
            names.add(item.asText());
        }
        return names;
    }
}
