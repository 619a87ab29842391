package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.service.cloudformation.Stack.ParameterValue;
import dev.labctl.localcloud.service.cloudformation.template.ParameterDeclaration;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

/** Reads the SSM parameters that template parameters of type {@code AWS::SSM::Parameter::Value} name. */
final class SsmParameters {
    private final CloudEnvironment environment;

    SsmParameters(CloudEnvironment environment) {
        this.environment = environment;
    }

    /**
     * The same values with what the SSM parameters hold now.
     *
     * @throws dev.labctl.localcloud.core.AwsError ValidationError naming those that do not exist
     */
    List<ParameterValue> resolve(Template template, List<ParameterValue> values, Call call) {
        List<ParameterValue> resolved = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> secret = new ArrayList<>();
        for (ParameterValue value : values) {
            ParameterDeclaration declared =
                    Objects.requireNonNull(template.parameters().get(value.name()));
            if (!declared.isSsm() && !declared.isSsmName()) {
                resolved.add(value);
                continue;
            }
            List<Parameter> found = read(value.value(), call);
            if (found.isEmpty()) {
                missing.add(value.value());
            } else if (declared.isSsmName()) {
                resolved.add(value);
            } else if (found.get(0).type() == software.amazon.awssdk.services.ssm.model.ParameterType.SECURE_STRING) {
                secret.add(value.value());
            } else {
                resolved.add(new ParameterValue(
                        value.name(), value.value(), found.get(0).value()));
            }
        }
        if (!missing.isEmpty()) {
            throw Definitions.invalid(
                    "Unable to fetch parameters " + missing + " from parameter store for this account.");
        }
        if (!secret.isEmpty()) {
            throw Definitions.invalid(
                    "Parameters " + secret + " referenced by template have types not supported by CloudFormation.");
        }
        return resolved;
    }

    private List<Parameter> read(String name, Call call) {
        return environment
                .dispatcher()
                .call(call.caller(), GetParametersRequest.builder().names(name).build(), GetParametersResponse.class)
                .parameters();
    }
}
