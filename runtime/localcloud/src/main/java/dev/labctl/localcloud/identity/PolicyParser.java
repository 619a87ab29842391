package dev.labctl.localcloud.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one kind of policy document, as strictly as AWS and with its words ("Grammar of the IAM JSON policy language"). */
final class PolicyParser {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String CURRENT = "2012-10-17";
    private static final Set<String> VERSIONS = Set.of("2008-10-17", CURRENT);
    private static final Set<String> TOP = Set.of("Version", "Id", "Statement");
    private static final Set<String> ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

    private final PolicyKind kind;

    PolicyParser(PolicyKind kind) {
        this.kind = kind;
    }

    PolicyDocument parse(String json) {
        JsonNode document = read(json);
        for (Iterator<String> names = document.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!TOP.contains(name)) {
                throw kind.syntax("Unknown field " + name);
            }
        }
        String version = document.path("Version").asText("2008-10-17");
        if (!VERSIONS.contains(version)) {
            throw kind.syntax("The policy must contain a valid version string");
        }
        List<JsonNode> nodes = statementNodes(document);
        nodes.forEach(this::checkShape);
        checkSids(nodes);
        boolean isCurrent = version.equals(CURRENT);
        return new PolicyDocument(
                nodes.stream().map(node -> statement(node, isCurrent)).toList(), isCurrent);
    }

    private JsonNode read(String json) {
        try {
            JsonNode document = JSON.readTree(json);
            if (document != null && document.isObject()) {
                return document;
            }
        } catch (JsonProcessingException e) {
            throw kind.syntax("This policy contains invalid Json");
        }
        throw kind.syntax("This policy contains invalid Json");
    }

    private List<JsonNode> statementNodes(JsonNode document) {
        JsonNode statement = document.path("Statement");
        List<JsonNode> nodes = new ArrayList<>();
        if (statement.isObject()) {
            nodes.add(statement);
        } else {
            statement.forEach(nodes::add);
        }
        if (nodes.isEmpty()) {
            throw kind.syntax(
                    document.has("Statement")
                            ? "Could not parse the policy: Statement is empty!"
                            : "Missing required field Statement");
        }
        return nodes;
    }

    private void checkShape(JsonNode statement) {
        if (!statement.isObject()) {
            throw kind.syntax("Invalid policy syntax.");
        }
        for (Iterator<String> names = statement.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!ELEMENTS.contains(name)) {
                throw kind.syntax("Unknown field " + name);
            }
        }
        String effect = statement.path("Effect").asText("");
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw kind.syntax(effect.isEmpty() ? "Missing required field Effect" : "Invalid effect: " + effect);
        }
        for (String element : List.of("Action", "Resource", "Principal")) {
            if (statement.has(element) && statement.has("Not" + element)) {
                throw kind.syntax("Statement/policy already has instance of " + element);
            }
        }
        checkPrincipalIsInPlace(statement);
    }

    private void checkPrincipalIsInPlace(JsonNode statement) {
        boolean hasPrincipal = statement.has("Principal") || statement.has("NotPrincipal");
        boolean hasResource = statement.has("Resource") || statement.has("NotResource");
        switch (kind) {
            case IDENTITY -> {
                if (hasPrincipal) {
                    throw new MalformedPolicyException("Policy document should not specify a principal.");
                }
            }
            case RESOURCE -> {
                if (!hasPrincipal) {
                    throw new MalformedPolicyException("Missing required field Principal");
                }
            }
            case TRUST -> {
                if (hasResource) {
                    String found = statement.has("Resource") ? "Resource" : "NotResource";
                    throw new MalformedPolicyException("Has prohibited field " + found);
                }
                if (!hasPrincipal) {
                    throw new MalformedPolicyException("Missing required field Principal");
                }
            }
        }
    }

    private void checkSids(List<JsonNode> statements) {
        Set<String> sids = new HashSet<>();
        for (JsonNode statement : statements) {
            String sid = statement.path("Sid").asText("");
            if (kind == PolicyKind.IDENTITY && !sid.matches("[0-9A-Za-z]*")) {
                throw new MalformedPolicyException("Statement IDs (SID) must be alpha-numeric. Check that your input"
                        + " satisfies the regular expression [0-9A-Za-z]*");
            }
            if (kind != PolicyKind.RESOURCE && !sid.isEmpty() && !sids.add(sid)) {
                throw new MalformedPolicyException("Statement IDs (SID) in a single policy must be unique.");
            }
        }
    }

    private Statement statement(JsonNode node, boolean hasVariables) {
        boolean isNotAction = node.has("NotAction");
        boolean isNotResource = node.has("NotResource");
        List<String> actions = strings(node.get(isNotAction ? "NotAction" : "Action"));
        if (actions.isEmpty()) {
            throw new MalformedPolicyException(
                    kind == PolicyKind.IDENTITY
                            ? "Policy statement must contain actions."
                            : "Missing required field Action");
        }
        actions.forEach(this::checkAction);
        return new Statement(
                node.has("Sid") ? node.path("Sid").asText() : null,
                node.path("Effect").asText().equals("Deny"),
                principal(node),
                new ActionSet(actions),
                isNotAction,
                resources(node.get(isNotResource ? "NotResource" : "Resource"), hasVariables),
                isNotResource,
                new ConditionParser(kind, hasVariables).parse(node.get("Condition")));
    }

    private void checkAction(String action) {
        if (kind == PolicyKind.TRUST && !TrustActions.contains(action)) {
            throw new MalformedPolicyException("AssumeRole policy may only specify STS AssumeRole actions.");
        }
        if (action.equals("*")) {
            return;
        }
        String[] parts = action.split(":", -1);
        if (parts.length == 1) {
            throw actionError("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        if (parts.length > 2) {
            throw actionError("Actions/Condition can contain only one colon.");
        }
        if (!parts[0].matches("[a-zA-Z0-9.-]+|\\*")) {
            throw actionError("Vendor " + parts[0] + " is not valid");
        }
    }

    private MalformedPolicyException actionError(String identityText) {
        return new MalformedPolicyException(kind == PolicyKind.IDENTITY ? identityText : "Policy has invalid action");
    }

    private @Nullable List<PolicyText> resources(@Nullable JsonNode node, boolean hasVariables) {
        if (kind == PolicyKind.TRUST) {
            return null;
        }
        List<String> resources = strings(node);
        if (resources.isEmpty()) {
            throw new MalformedPolicyException(
                    kind == PolicyKind.IDENTITY
                            ? "Policy statement must contain resources."
                            : "Missing required field Resource");
        }
        if (kind == PolicyKind.IDENTITY) {
            resources.forEach(IdentityResources::check);
        }
        return resources.stream()
                .map(resource -> PolicyText.pattern(resource, hasVariables))
                .toList();
    }

    private @Nullable PrincipalElement principal(JsonNode statement) {
        boolean isNot = statement.has("NotPrincipal");
        JsonNode element = statement.get(isNot ? "NotPrincipal" : "Principal");
        return element == null ? null : new PrincipalParser(kind).parse(element, isNot);
    }

    /** A string or a list of strings; none when the element is absent. */
    private List<String> strings(@Nullable JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node == null) {
            return values;
        }
        Iterable<JsonNode> items = node.isArray() ? node : List.of(node);
        for (JsonNode item : items) {
            if (!item.isTextual()) {
                throw kind.syntax("Invalid policy syntax.");
            }
            values.add(item.asText());
        }
        return values;
    }

    /** The actions that a trust policy may name. */
    private static final class TrustActions {
        private static final Set<String> ALL = Set.of(
                "sts:assumerole",
                "sts:assumerolewithsaml",
                "sts:assumerolewithwebidentity",
                "sts:tagsession",
                "sts:setsourceidentity");

        static boolean contains(String action) {
            return ALL.contains(action.toLowerCase(java.util.Locale.ROOT));
        }
    }
}
