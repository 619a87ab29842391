package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.service.cloudformation.Stack.Definition;
import dev.labctl.localcloud.service.cloudformation.Stack.ParameterValue;
import dev.labctl.localcloud.service.cloudformation.template.ParameterDeclaration;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import dev.labctl.localcloud.service.cloudformation.template.Template.ResourceDeclaration;
import dev.labctl.localcloud.service.cloudformation.template.TemplateCheck;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.RollbackConfiguration;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Makes a stack's definition from what a request says, and checks all that can be checked before anything is done. */
final class Definitions {
    private static final Set<String> IAM_TYPES = Set.of(
            "AWS::IAM::AccessKey",
            "AWS::IAM::Group",
            "AWS::IAM::InstanceProfile",
            "AWS::IAM::ManagedPolicy",
            "AWS::IAM::Policy",
            "AWS::IAM::Role",
            "AWS::IAM::User",
            "AWS::IAM::UserToGroupAddition");
    private static final Map<String, String> IAM_NAMES = Map.of(
            "AWS::IAM::Group", "GroupName",
            "AWS::IAM::InstanceProfile", "InstanceProfileName",
            "AWS::IAM::ManagedPolicy", "ManagedPolicyName",
            "AWS::IAM::Role", "RoleName",
            "AWS::IAM::User", "UserName");
    private static final int MAX_TAGS = 50;

    private final CloudEnvironment environment;
    private final TemplateSource source;
    private final SsmParameters ssm;

    Definitions(CloudEnvironment environment) {
        this.environment = environment;
        this.source = new TemplateSource(environment);
        this.ssm = new SsmParameters(environment);
    }

    /**
     * A template that stands up to all static checks.
     *
     * @param values what {@link #given} parameters are
     * @throws AwsError ValidationError when it does not
     */
    Template template(@Nullable String body, @Nullable String url, Map<String, String> values, Call call) {
        return checked(source.text(body, url, call), values);
    }

    /**
     * A stack policy from a request.
     *
     * @return its text; null when the request has none
     * @throws AwsError ValidationError when it is no policy or cannot be read
     */
    @Nullable
    String policy(@Nullable String body, @Nullable String url, Call call) {
        if (body == null && url == null) {
            return null;
        }
        String text = source.text(body, url, call);
        StackPolicy.of(text);
        return text;
    }

    /** @throws AwsError naming what of a rollback configuration is not here */
    void refuseTriggers(@Nullable RollbackConfiguration configuration) {
        if (configuration != null && !configuration.rollbackTriggers().isEmpty()) {
            throw AwsError.of(
                    501, "NotImplemented", "The local cloud does not implement RollbackConfiguration.RollbackTriggers");
        }
        Integer minutes = configuration == null ? null : configuration.monitoringTimeInMinutes();
        if (minutes != null && minutes > 0) {
            throw AwsError.of(
                    501,
                    "NotImplemented",
                    "The local cloud does not implement RollbackConfiguration.MonitoringTimeInMinutes");
        }
    }

    /** The values of parameters by name, as far as they are given, before they are checked. */
    static Map<String, String> given(List<Parameter> parameters, List<ParameterValue> before) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            if (parameter.parameterValue() != null) {
                values.put(parameter.parameterKey(), parameter.parameterValue());
            } else {
                before.stream()
                        .filter(value -> value.name().equals(parameter.parameterKey()))
                        .forEach(value -> values.put(value.name(), value.value()));
            }
        }
        return values;
    }

    /** The same for text at hand. */
    Template checked(String text, Map<String, String> values) {
        try {
            Template template = Template.parse(text, values);
            TemplateCheck.check(template, environment.registry()::resourceType);
            return template;
        } catch (TemplateException e) {
            throw invalid(e.message());
        }
    }

    /**
     * The parameter values of a definition.
     *
     * @param given what the request says
     * @param before the values that {@code UsePreviousValue} means
     * @throws AwsError ValidationError naming every value that is missing, unknown or does not fit
     */
    List<ParameterValue> parameters(Template template, List<Parameter> given, List<ParameterValue> before, Call call) {
        Map<String, Parameter> byName = new LinkedHashMap<>();
        given.forEach(parameter -> byName.put(parameter.parameterKey(), parameter));
        Set<String> unknown = new TreeSet<>(byName.keySet());
        unknown.removeAll(template.parameters().keySet());
        if (!unknown.isEmpty()) {
            throw invalid("Parameters: " + unknown + " do not exist in the template");
        }
        List<String> missing = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        List<ParameterValue> values = new ArrayList<>();
        for (ParameterDeclaration declared : template.parameters().values()) {
            String value = value(declared, byName.get(declared.name()), before);
            if (value == null) {
                missing.add(declared.name());
            } else {
                faults.addAll(declared.faults(value));
                values.add(new ParameterValue(declared.name(), value, null));
            }
        }
        if (!missing.isEmpty()) {
            throw invalid("Parameters: " + missing + " must have values");
        }
        if (!faults.isEmpty()) {
            throw invalid(String.join("\n", faults));
        }
        return ssm.resolve(template, values, call);
    }

    private static @Nullable String value(
            ParameterDeclaration declared, @Nullable Parameter given, List<ParameterValue> before) {
        if (given != null && Boolean.TRUE.equals(given.usePreviousValue())) {
            return before.stream()
                    .filter(value -> value.name().equals(declared.name()))
                    .map(ParameterValue::value)
                    .findFirst()
                    .orElse(null);
        }
        return given != null && given.parameterValue() != null ? given.parameterValue() : declared.defaultValue();
    }

    /** @throws AwsError InsufficientCapabilitiesException when the template needs more than was acknowledged */
    void requireCapabilities(Template template, List<String> acknowledged) {
        capabilities(template).forEach(needed -> {
            boolean isGiven = acknowledged.contains(needed)
                    || (needed.equals("CAPABILITY_IAM") && acknowledged.contains("CAPABILITY_NAMED_IAM"));
            if (!isGiven) {
                throw AwsError.of(400, "InsufficientCapabilitiesException", "Requires capabilities : [" + needed + "]");
            }
        });
    }

    /** The capabilities a template needs. */
    List<String> capabilities(Template template) {
        List<String> needed = new ArrayList<>();
        boolean isNamed = template.resources().values().stream().anyMatch(Definitions::isNamedIam);
        boolean isIam = template.resources().values().stream().anyMatch(r -> IAM_TYPES.contains(r.type()));
        if (isNamed || isIam) {
            needed.add(isNamed ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM");
        }
        if (!template.transforms().isEmpty()) {
            needed.add("CAPABILITY_AUTO_EXPAND");
        }
        return needed;
    }

    private static boolean isNamedIam(ResourceDeclaration resource) {
        String name = IAM_NAMES.get(resource.type());
        return name != null && resource.properties().get(name) != null;
    }

    /** Tags as a map. @throws AwsError ValidationError when there are too many or a key is reserved */
    Map<String, String> tags(List<Tag> tags) {
        Map<String, String> map = new LinkedHashMap<>();
        for (Tag tag : tags) {
            if (tag.key().toLowerCase(java.util.Locale.ROOT).startsWith("aws:")) {
                throw invalid("aws: prefixed tag key names are not allowed for external use.");
            }
            if (map.put(tag.key(), tag.value()) != null) {
                throw invalid("Duplicate tag keys found: " + tag.key());
            }
        }
        if (map.size() > MAX_TAGS) {
            throw invalid("1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have"
                    + " length less than or equal to " + MAX_TAGS);
        }
        return map;
    }

    /**
     * What bringing a stack to a definition will do.
     *
     * @param isTentative whether exports that are missing are left for the execution to miss
     * @throws AwsError ValidationError with what in the template cannot be evaluated
     */
    ChangePlanner.Plan plan(
            Stack stack, Definition definition, Template template, Stacks stacks, Call call, boolean isTentative) {
        StackScope.Sources sources = new StackScope.Sources(environment, stacks, call::caller, isTentative);
        try {
            return new ChangePlanner(sources, stack, definition, template).plan();
        } catch (TemplateException e) {
            throw invalid(e.message());
        }
    }

    static AwsError invalid(String message) {
        return AwsError.of(400, "ValidationError", message);
    }
}
