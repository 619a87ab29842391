package dev.labctl.localcloud.service.cloudformation.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Intrinsic;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Mapping;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Scalar;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a template's functions to plain values.
 *
 * <p>What {@link Scope} does not know yet is {@link #UNKNOWN}; text made with it contains it, lists and numbers made with
 * it are it.
 */
public final class Evaluator {
    /** What CloudFormation shows for a value that only the execution will know. */
    public static final String UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}";

    private static final Object NO_VALUE = new Object();
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SUPPORTED =
            "[Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, "
                    + "Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Sub, Fn::Cidr]";

    private final Template template;
    private final Scope scope;
    private final Conditions conditions;

    /** Evaluates with what {@code scope} knows. */
    public Evaluator(Template template, Scope scope) {
        this.template = template;
        this.scope = scope;
        this.conditions = new Conditions(template, this);
    }

    /** Whether a value is or contains something not known yet. */
    public static boolean isUnknown(Object value) {
        return value instanceof String text && text.contains(UNKNOWN);
    }

    /** Whether the named condition holds. */
    public boolean condition(String name) {
        return conditions.holds(name);
    }

    /**
     * Checks the template's rules and conditions.
     *
     * @throws TemplateException with the first that does not hold or cannot be evaluated
     */
    public void check() {
        template.rules().forEach(new Rules(this)::check);
        conditions.holdAll();
    }

    /** Whether a resource or output with this condition exists; without a condition it does. */
    public boolean exists(@Nullable String condition) {
        return condition == null || condition(condition);
    }

    /** The members of an object, evaluated; those that are {@code AWS::NoValue} are left out. */
    public Map<String, Object> object(Mapping mapping) {
        Object value = evaluate(mapping);
        Map<String, Object> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> members.put(String.valueOf(name), member));
        }
        return members;
    }

    /** The value; null when it is {@code AWS::NoValue}. */
    public @Nullable Object value(TemplateNode node) {
        Object value = evaluate(node);
        return value == NO_VALUE ? null : value;
    }

    /** The value as text. */
    public String text(TemplateNode node) {
        return textOf(evaluate(node), "a string is expected here");
    }

    /** Looks up every export a piece of the template imports. */
    public void imports(TemplateNode node) {
        if (node instanceof Sequence sequence) {
            sequence.items().forEach(this::imports);
        } else if (node instanceof Mapping mapping) {
            Intrinsic intrinsic = mapping.intrinsic();
            if (intrinsic != null && intrinsic.name().equals("Fn::ImportValue")) {
                evaluate(mapping);
            } else if (intrinsic != null && intrinsic.name().equals("Fn::If")) {
                imports(chosen(intrinsic));
            } else {
                mapping.members().values().forEach(this::imports);
            }
        }
    }

    private Object evaluate(TemplateNode node) {
        if (node instanceof Scalar scalar) {
            return scalar.plain();
        }
        if (node instanceof Sequence sequence) {
            List<Object> items = new ArrayList<>();
            for (TemplateNode item : sequence.items()) {
                Object value = evaluate(item);
                if (value != NO_VALUE) {
                    items.add(value);
                }
            }
            return items;
        }
        Mapping mapping = (Mapping) node;
        Intrinsic intrinsic = mapping.intrinsic();
        if (intrinsic != null) {
            return call(intrinsic);
        }
        Map<String, Object> members = new LinkedHashMap<>();
        mapping.members().forEach((name, member) -> {
            Object value = evaluate(member);
            if (value != NO_VALUE) {
                members.put(name, value);
            }
        });
        return members;
    }

    private Object call(Intrinsic call) {
        return switch (call.name()) {
            case "Ref" -> ref(textOf(evaluate(call.argument()), "Ref takes a name"));
            case "Fn::GetAtt" -> getAtt(call);
            case "Fn::Sub" -> sub(call);
            case "Fn::Join" -> join(call);
            case "Fn::Select" -> select(call);
            case "Fn::Split" -> split(call);
            case "Fn::If" -> evaluate(chosen(call));
            case "Fn::FindInMap" -> findInMap(call);
            case "Fn::GetAZs" ->
                scope.availabilityZones(textOf(evaluate(call.argument()), "Fn::GetAZs takes a region"));
            case "Fn::ImportValue" ->
                scope.importValue(textOf(evaluate(call.argument()), "Fn::ImportValue takes a name"));
            case "Fn::Base64" -> base64(call);
            case "Fn::Cidr" -> Cidr.blocks(values(call, 2, 3, "Fn::Cidr takes an address block, a count and bits"));
            case "Fn::Equals",
                    "Fn::And",
                    "Fn::Or",
                    "Fn::Not",
                    "Fn::Contains",
                    "Fn::EachMemberEquals",
                    "Fn::EachMemberIn",
                    "Condition" -> conditions.evaluate(call);
            case "Fn::ToJsonString", "Fn::Length" -> extension(call);
            case "Fn::Transform" -> throw Template.unsupportedMacro(macro(call), call.position());
            default -> throw unsupported(call);
        };
    }

    private static String macro(Intrinsic call) {
        String name = call.argument() instanceof Mapping mapping ? Template.text(mapping.get("Name")) : null;
        return name == null ? "Fn::Transform" : name;
    }

    private TemplateException unsupported(Intrinsic call) {
        return TemplateException.error(
                "Encountered unsupported function: " + call.name() + " Supported functions are: " + SUPPORTED);
    }

    private boolean hasExtensions() {
        return template.transforms().contains(Template.LANGUAGE_EXTENSIONS);
    }

    private Object extension(Intrinsic call) {
        if (!hasExtensions()) {
            throw unsupported(call);
        }
        Object argument = evaluate(call.argument());
        if (call.name().equals("Fn::Length")) {
            if (argument instanceof List<?> list) {
                return (long) list.size();
            }
            throw TemplateException.error("Fn::Length takes a list");
        }
        try {
            return JSON.writeValueAsString(argument);
        } catch (JsonProcessingException e) {
            throw TemplateException.error("Fn::ToJsonString: " + e.getOriginalMessage());
        }
    }

    private Object ref(String name) {
        if (name.equals("AWS::NoValue")) {
            return NO_VALUE;
        }
        Object parameter = scope.parameter(name);
        if (parameter != null) {
            return parameter;
        }
        if (template.resources().containsKey(name)) {
            return scope.physicalId(name);
        }
        throw TemplateException.error("Ref of undefined " + name);
    }

    private Object getAtt(Intrinsic call) {
        List<Object> parts = call.argument() instanceof Scalar joined
                ? List.<Object>copyOf(Arrays.asList(joined.text().split("\\.", 2)))
                : listOf(evaluate(call.argument()));
        if (parts.size() != 2) {
            throw TemplateException.error(
                    "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource"
                            + " attribute");
        }
        return scope.attribute(String.valueOf(parts.get(0)), String.valueOf(parts.get(1)));
    }

    private Object sub(Intrinsic call) {
        String text;
        Map<String, Object> own = Map.of();
        if (call.argument() instanceof Scalar scalar) {
            text = scalar.text();
        } else if (call.argument() instanceof Sequence parts
                && parts.items().size() == 2
                && parts.items().get(0) instanceof Scalar scalar
                && parts.items().get(1) instanceof Mapping variables) {
            text = scalar.text();
            own = object(variables);
        } else {
            throw TemplateException.error(
                    "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first"
                            + " argument, and an optional second argument to specify a mapping of values to replace in"
                            + " the string");
        }
        Matcher variables = References.SUB_VARIABLE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (variables.find()) {
            variables.appendReplacement(
                    result, Matcher.quoteReplacement(variable(variables.group(1).strip(), own)));
        }
        return variables.appendTail(result).toString().replace("${!", "${");
    }

    private String variable(String name, Map<String, Object> own) {
        Object value = own.get(name);
        if (value == null) {
            int dot = name.indexOf('.');
            value = dot < 0 ? ref(name) : scope.attribute(name.substring(0, dot), name.substring(dot + 1));
        }
        return textOf(value, "Fn::Sub expression does not resolve to a string: ${" + name + "}");
    }

    private Object join(Intrinsic call) {
        String usage =
                "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to"
                        + " be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.";
        List<Object> arguments = values(call, 2, 2, usage);
        if (isUnknown(arguments.get(1))) {
            return UNKNOWN;
        }
        if (!(arguments.get(1) instanceof List<?> items)) {
            throw TemplateException.error(usage);
        }
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(textOf(item, usage)));
        return String.join(textOf(arguments.get(0), usage), texts);
    }

    private Object select(Intrinsic call) {
        String usage = "Fn::Select requires a list argument with two elements: an integer index and a list";
        List<Object> arguments = values(call, 2, 2, usage);
        if (isUnknown(arguments.get(0)) || isUnknown(arguments.get(1))) {
            return UNKNOWN;
        }
        String index = textOf(arguments.get(0), usage);
        if (!index.matches("\\d{1,6}") || !(arguments.get(1) instanceof List<?> items)) {
            throw TemplateException.error(usage);
        }
        if (Integer.parseInt(index) >= items.size()) {
            throw TemplateException.error("Fn::Select cannot select nonexistent value at index " + index);
        }
        return items.get(Integer.parseInt(index));
    }

    private Object split(Intrinsic call) {
        String usage = "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be"
                + " split or a function that returns a string to be split.";
        List<Object> arguments = values(call, 2, 2, usage);
        String delimiter = textOf(arguments.get(0), usage);
        String text = textOf(arguments.get(1), usage);
        if (isUnknown(text)) {
            return UNKNOWN;
        }
        if (delimiter.isEmpty()) {
            throw TemplateException.error(usage);
        }
        return new ArrayList<Object>(List.of(text.split(java.util.regex.Pattern.quote(delimiter), -1)));
    }

    private TemplateNode chosen(Intrinsic call) {
        if (!(call.argument() instanceof Sequence parts)
                || parts.items().size() != 3
                || !(parts.items().get(0) instanceof Scalar condition)) {
            throw TemplateException.error(
                    "every Fn::If object requires a list of 3 parameters: the name of a condition and two values");
        }
        return parts.items().get(condition(condition.text()) ? 1 : 2);
    }

    private Object findInMap(Intrinsic call) {
        String usage =
                "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for"
                        + " return value";
        List<Object> arguments = values(call, 3, hasExtensions() ? 4 : 3, usage);
        List<String> keys =
                arguments.stream().limit(3).map(key -> textOf(key, usage)).toList();
        TemplateNode mapping = template.mappings().get(keys.get(0));
        if (mapping == null && arguments.size() == 3) {
            throw TemplateException.error(
                    "Mapping named '" + keys.get(0) + "' is not present in the 'Mappings' section of template.");
        }
        TemplateNode first = mapping instanceof Mapping map ? map.get(keys.get(1)) : null;
        TemplateNode second = first instanceof Mapping map ? map.get(keys.get(2)) : null;
        if (second != null) {
            return second.plain();
        }
        if (arguments.size() == 4
                && arguments.get(3) instanceof Map<?, ?> options
                && options.get("DefaultValue") != null) {
            return options.get("DefaultValue");
        }
        throw TemplateException.error("Unable to get mapping for " + String.join("::", keys));
    }

    private Object base64(Intrinsic call) {
        String text = textOf(evaluate(call.argument()), "every Fn::Base64 object must have a String-typed value.");
        return isUnknown(text) ? UNKNOWN : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Object> values(Intrinsic call, int min, int max, String usage) {
        if (call.argument() instanceof Sequence sequence
                && sequence.items().size() >= min
                && sequence.items().size() <= max) {
            List<Object> values = listOf(evaluate(sequence));
            if (values.size() >= min) {
                return values;
            }
        }
        throw TemplateException.error(usage);
    }

    private static List<Object> listOf(Object value) {
        return value instanceof List<?> list ? new ArrayList<>(list) : List.of(value);
    }

    static String textOf(Object value, String otherwise) {
        if (value == NO_VALUE || value instanceof Map || value instanceof List) {
            throw TemplateException.error(otherwise);
        }
        return value instanceof java.math.BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }

    Object evaluateArgument(TemplateNode node) {
        return evaluate(node);
    }
}
