package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.service.cloudformation.template.ParameterDeclaration;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateResponse;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryResponse;
import software.amazon.awssdk.services.cloudformation.model.ParameterConstraints;
import software.amazon.awssdk.services.cloudformation.model.ResourceIdentifierSummary;
import software.amazon.awssdk.services.cloudformation.model.TemplateParameter;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateResponse;

/** The requests that are about templates alone. */
final class TemplateOperations {
    private static final String CAPABILITIES_REASON = "The following resource(s) require capabilities: ";

    private final Stacks stacks;
    private final ChangeSets changeSets;
    private final Definitions definitions;

    TemplateOperations(Stacks stacks, ChangeSets changeSets, Definitions definitions) {
        this.stacks = stacks;
        this.changeSets = changeSets;
        this.definitions = definitions;
    }

    void register(Operations operations) {
        operations.on(
                ValidateTemplateRequest.class,
                AccessRule.anyResource("cloudformation:ValidateTemplate"),
                this::validate);
        operations.on(
                GetTemplateSummaryRequest.class,
                AccessRule.on("cloudformation:GetTemplateSummary", (q, call) -> arn(call, q.stackName())),
                this::summarize);
        operations.on(
                GetTemplateRequest.class,
                AccessRule.on("cloudformation:GetTemplate", (q, call) -> arn(call, q.stackName())),
                this::get);
    }

    private String arn(Call call, @Nullable String nameOrId) {
        return StackArns.of(stacks, call, nameOrId);
    }

    private ValidateTemplateResponse validate(ValidateTemplateRequest request, Call call) {
        Template template = definitions.template(request.templateBody(), request.templateURL(), Map.of(), call);
        ValidateTemplateResponse.Builder view = ValidateTemplateResponse.builder()
                .description(template.description())
                .parameters(template.parameters().values().stream()
                        .map(TemplateOperations::parameter)
                        .toList());
        List<String> capabilities = definitions.capabilities(template);
        if (!capabilities.isEmpty()) {
            view.capabilitiesWithStrings(capabilities).capabilitiesReason(reason(template));
        }
        if (!template.transforms().isEmpty()) {
            view.declaredTransforms(template.transforms());
        }
        return view.build();
    }

    private static String reason(Template template) {
        return CAPABILITIES_REASON
                + template.resources().values().stream()
                        .map(Template.ResourceDeclaration::type)
                        .filter(type -> type.startsWith("AWS::IAM::"))
                        .distinct()
                        .toList();
    }

    private static TemplateParameter parameter(ParameterDeclaration declared) {
        return TemplateParameter.builder()
                .parameterKey(declared.name())
                .defaultValue(declared.defaultValue())
                .noEcho(declared.isNoEcho())
                .description(declared.description())
                .build();
    }

    private GetTemplateSummaryResponse summarize(GetTemplateSummaryRequest request, Call call) {
        Template template = request.stackName() == null
                ? definitions.template(request.templateBody(), request.templateURL(), Map.of(), call)
                : stacks.get(call.region(), StackArns.requireName(request.stackName()))
                        .definition()
                        .parsed();
        GetTemplateSummaryResponse.Builder view = GetTemplateSummaryResponse.builder()
                .description(template.description())
                .version("2010-09-09")
                .metadata(
                        template.metadata() == null
                                ? null
                                : Blueprint.written(template.metadata().plain()))
                .parameters(template.parameters().values().stream()
                        .map(TemplateOperations::declaration)
                        .toList())
                .resourceTypes(template.resources().values().stream()
                        .map(Template.ResourceDeclaration::type)
                        .distinct()
                        .toList())
                .resourceIdentifierSummaries(template.resources().values().stream()
                        .map(Template.ResourceDeclaration::type)
                        .distinct()
                        .map(type -> identified(template, type))
                        .toList());
        List<String> capabilities = definitions.capabilities(template);
        if (!capabilities.isEmpty()) {
            view.capabilitiesWithStrings(capabilities).capabilitiesReason(reason(template));
        }
        if (!template.transforms().isEmpty()) {
            view.declaredTransforms(template.transforms());
        }
        return view.build();
    }

    private static ResourceIdentifierSummary identified(Template template, String type) {
        return ResourceIdentifierSummary.builder()
                .resourceType(type)
                .logicalResourceIds(template.resources().values().stream()
                        .filter(resource -> resource.type().equals(type))
                        .map(Template.ResourceDeclaration::logicalId)
                        .toList())
                .build();
    }

    private static software.amazon.awssdk.services.cloudformation.model.ParameterDeclaration declaration(
            ParameterDeclaration declared) {
        return software.amazon.awssdk.services.cloudformation.model.ParameterDeclaration.builder()
                .parameterKey(declared.name())
                .parameterType(declared.type())
                .defaultValue(declared.defaultValue())
                .noEcho(declared.isNoEcho())
                .description(declared.description())
                .parameterConstraints(ParameterConstraints.builder()
                        .allowedValues(declared.allowedValues().isEmpty() ? null : declared.allowedValues())
                        .build())
                .build();
    }

    private GetTemplateResponse get(GetTemplateRequest request, Call call) {
        String text;
        if (request.changeSetName() != null) {
            text = changeSets
                    .get(call.region(), request.stackName(), request.changeSetName())
                    .definition()
                    .template();
        } else {
            text = stacks.get(call.region(), StackArns.requireName(request.stackName()))
                    .definition()
                    .template();
        }
        return GetTemplateResponse.builder()
                .templateBody(text)
                .stagesAvailable(TemplateStage.ORIGINAL, TemplateStage.PROCESSED)
                .build();
    }
}
