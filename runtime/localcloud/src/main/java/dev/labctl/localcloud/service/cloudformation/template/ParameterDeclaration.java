package dev.labctl.localcloud.service.cloudformation.template;

import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Mapping;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Position;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A declared parameter and what its values must be.
 *
 * @param defaultValue the value when none is given; null without one
 * @param isNoEcho whether its value is shown as {@code ****}
 * @param constraintDescription what to say when a value does not fit; null without one
 */
public record ParameterDeclaration(
        String name,
        String type,
        @Nullable String defaultValue,
        boolean isNoEcho,
        @Nullable String description,
        List<String> allowedValues,
        @Nullable String allowedPattern,
        @Nullable String minLength,
        @Nullable String maxLength,
        @Nullable String minValue,
        @Nullable String maxValue,
        @Nullable String constraintDescription,
        Position position) {
    private static final String SSM_PREFIX = "AWS::SSM::Parameter::Value<";

    private static final Set<String> MEMBERS = Set.of(
            "Type",
            "Default",
            "NoEcho",
            "Description",
            "AllowedValues",
            "AllowedPattern",
            "MinLength",
            "MaxLength",
            "MinValue",
            "MaxValue",
            "ConstraintDescription");

    public ParameterDeclaration {
        allowedValues = List.copyOf(allowedValues);
    }

    static ParameterDeclaration of(String name, TemplateNode node) {
        if (!(node instanceof Mapping body)) {
            throw TemplateException.format("Any Parameters member must be an object.");
        }
        if (!name.matches("[A-Za-z0-9]{1,255}")) {
            throw TemplateException.format("Parameter name " + name + " is non alphanumeric.");
        }
        body.members().keySet().stream()
                .filter(member -> !MEMBERS.contains(member))
                .findFirst()
                .ifPresent(member -> {
                    throw new TemplateException("Invalid template parameter property '" + member + "'");
                });
        String type = Template.text(body.get("Type"));
        if (type == null) {
            throw TemplateException.format("Every Parameters object must contain a Type member.");
        }
        if (!isKnown(type)) {
            throw TemplateException.format("Unrecognized parameter type: " + type);
        }
        TemplateNode defaultNode = body.get("Default");
        if (defaultNode != null && Template.text(defaultNode) == null) {
            throw TemplateException.format("Every Default member must be a string.");
        }
        return new ParameterDeclaration(
                name,
                type,
                Template.text(defaultNode),
                "true".equalsIgnoreCase(Template.text(body.get("NoEcho"))),
                Template.text(body.get("Description")),
                Template.strings(body.get("AllowedValues")),
                Template.text(body.get("AllowedPattern")),
                Template.text(body.get("MinLength")),
                Template.text(body.get("MaxLength")),
                Template.text(body.get("MinValue")),
                Template.text(body.get("MaxValue")),
                Template.text(body.get("ConstraintDescription")),
                body.position());
    }

    private static boolean isKnown(String type) {
        return type.equals("String")
                || type.equals("Number")
                || type.equals("List<Number>")
                || type.equals("List<String>")
                || type.equals("CommaDelimitedList")
                || type.startsWith("AWS::")
                || type.startsWith("List<AWS::");
    }

    /** Whether the value names an SSM parameter whose value is meant. */
    public boolean isSsm() {
        return type.startsWith(SSM_PREFIX);
    }

    /** Whether the value is the name of an SSM parameter that must exist. */
    public boolean isSsmName() {
        return type.equals("AWS::SSM::Parameter::Name");
    }

    /** Whether {@code Ref} gives a list. */
    public boolean isList() {
        String of = isSsm() ? type.substring(SSM_PREFIX.length(), type.length() - 1) : type;
        return of.startsWith("List<") || of.equals("CommaDelimitedList");
    }

    /** What {@code Ref} gives for a value of this parameter. */
    public Object referenced(String value) {
        if (!isList()) {
            return value;
        }
        return value.isEmpty()
                ? List.of()
                : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }

    /** What is wrong with a value, all of it; empty when it fits. */
    public List<String> faults(String value) {
        List<String> faults = new ArrayList<>();
        if (type.equals("Number") || type.equals("List<Number>")) {
            for (Object item : isList() ? (List<?>) referenced(value) : List.of(value)) {
                checkNumber(String.valueOf(item), faults);
            }
        } else {
            checkText(value, faults);
        }
        if (!allowedValues.isEmpty()) {
            List<?> items = isList() ? (List<?>) referenced(value) : List.of(value);
            if (!allowedValues.containsAll(items)) {
                faults.add("Parameter '" + name + "' must be one of AllowedValues");
            }
        }
        return faults.isEmpty() || constraintDescription == null
                ? faults
                : List.of("Parameter " + name + " failed to satisfy constraint: " + constraintDescription);
    }

    private void checkNumber(String value, List<String> faults) {
        BigDecimal number;
        try {
            number = new BigDecimal(value.strip());
        } catch (NumberFormatException e) {
            faults.add("Parameter '" + name + "' must be a number.");
            return;
        }
        if (minValue != null && number.compareTo(new BigDecimal(minValue)) < 0) {
            faults.add("Parameter '" + name + "' must be a number not less than " + minValue);
        }
        if (maxValue != null && number.compareTo(new BigDecimal(maxValue)) > 0) {
            faults.add("Parameter '" + name + "' must be a number not greater than " + maxValue);
        }
    }

    private void checkText(String value, List<String> faults) {
        if (minLength != null && value.length() < Integer.parseInt(minLength)) {
            faults.add("Parameter '" + name + "' must contain at least " + minLength + " characters");
        }
        if (maxLength != null && value.length() > Integer.parseInt(maxLength)) {
            faults.add("Parameter '" + name + "' must contain at most " + maxLength + " characters");
        }
        if (allowedPattern != null) {
            try {
                if (!Pattern.matches(allowedPattern, value)) {
                    faults.add("Parameter '" + name + "' must match pattern " + allowedPattern);
                }
            } catch (PatternSyntaxException e) {
                faults.add("Template format error: AllowedPattern of parameter '" + name + "' is not a pattern: "
                        + e.getDescription());
            }
        }
    }
}
