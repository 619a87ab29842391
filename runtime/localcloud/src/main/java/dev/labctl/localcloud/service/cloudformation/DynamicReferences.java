package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.service.cloudformation.template.Evaluator;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

/**
 * Resolves dynamic references, {@code {{resolve:service:name}}}, to what the service holds now, as the stack's deployer.
 * See "Get values stored in other services using dynamic references" in the CloudFormation user guide.
 */
final class DynamicReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{resolve:([^:}]+):([^}]*)}}");
    private static final Pattern PARAMETER = Pattern.compile("[a-zA-Z0-9_.\\-/]+(:\\d+)?");
    private static final String SECURE_PROPERTY = "AWS::IAM::User/Properties/LoginProfile/Password";

    private final CloudEnvironment environment;
    private final Supplier<Caller> caller;
    private final boolean isTentative;

    /**
     * @param caller on whose behalf services are asked; called only when there is something to resolve
     * @param isTentative whether a secret that is missing now is taken as not known yet
     */
    DynamicReferences(CloudEnvironment environment, Supplier<Caller> caller, boolean isTentative) {
        this.environment = environment;
        this.caller = caller;
        this.isTentative = isTentative;
    }

    /**
     * A property value with all references in it resolved.
     *
     * @param path the place of the value, {@code Type/Properties/Name}
     * @throws TemplateException when a reference is malformed, is not allowed there, or nothing has that name
     */
    Object resolve(Object value, String path) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> resolved = new LinkedHashMap<>();
            map.forEach((name, member) -> resolved.put(String.valueOf(name), resolve(member, path + "/" + name)));
            return resolved;
        }
        if (value instanceof List<?> list) {
            List<Object> resolved = new ArrayList<>();
            list.forEach(item -> resolved.add(resolve(item, path)));
            return resolved;
        }
        return value instanceof String text && text.contains("{{resolve:") ? resolveText(text, path) : value;
    }

    /** Text outside of properties, where only plain SSM parameters are resolved and secrets stay unread. */
    String resolvePlain(String text) {
        return text.contains("{{resolve:ssm:") ? resolveText(text, "") : text;
    }

    private String resolveText(String text, String path) {
        if (Evaluator.isUnknown(text)) {
            return Evaluator.UNKNOWN;
        }
        StringBuilder resolved = new StringBuilder();
        Matcher references = REFERENCE.matcher(text);
        while (references.find()) {
            references.appendReplacement(
                    resolved,
                    Matcher.quoteReplacement(
                            value(references.group(), references.group(1), references.group(2), path)));
        }
        return references.appendTail(resolved).toString();
    }

    private String value(String reference, String service, String name, String path) {
        return switch (service) {
            case "ssm" -> parameter(reference, name, false);
            case "ssm-secure" -> {
                if (!path.equals(SECURE_PROPERTY)) {
                    throw new TemplateException("SSM Secure reference is not supported in: [" + path + "]");
                }
                yield parameter(reference, name, true);
            }
            case "secretsmanager" -> secret(reference, name);
            default -> throw new TemplateException("Unsupported dynamic reference " + reference);
        };
    }

    private String secret(String reference, String text) {
        SecretReference secret = SecretReference.parse(reference, text);
        GetSecretValueRequest request = GetSecretValueRequest.builder()
                .secretId(secret.secretId())
                .versionStage(secret.versionStage())
                .versionId(secret.versionId())
                .build();
        try {
            return secret.valueIn(environment
                    .dispatcher()
                    .call(caller.get(), request, GetSecretValueResponse.class)
                    .secretString());
        } catch (AwsError e) {
            if (isTentative && e.code().equals("ResourceNotFoundException")) {
                return Evaluator.UNKNOWN;
            }
            throw e;
        }
    }

    private String parameter(String reference, String name, boolean isSecure) {
        if (!PARAMETER.matcher(name).matches()) {
            throw new TemplateException("Incorrect format is used in the following SSM reference: [" + reference + "]");
        }
        GetParametersRequest request = GetParametersRequest.builder()
                .names(name)
                .withDecryption(isSecure)
                .build();
        List<Parameter> found = environment
                .dispatcher()
                .call(caller.get(), request, GetParametersResponse.class)
                .parameters();
        if (found.isEmpty()) {
            throw new TemplateException(
                    "Parameters: [" + (isSecure ? "ssm-secure:" : "ssm:") + name + "] cannot be found.");
        }
        if (found.get(0).typeAsString().equals("SecureString") != isSecure) {
            throw new TemplateException(
                    isSecure
                            ? "Parameter " + name + " is not a SecureString; use ssm instead of ssm-secure"
                            : "Non-secure reference was used for secure SSM parameter: [" + reference + "]");
        }
        return found.get(0).value();
    }
}
