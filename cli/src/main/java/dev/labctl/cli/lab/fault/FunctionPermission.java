package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.FunctionControls;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.output.Json;
import java.util.List;
import java.util.Map;

/**
 * A statement of a function's resource policy, as JSON; empty when there is none.
 *
 * @param function a name, or {@code name:alias}
 */
public record FunctionPermission(String function, String statementId) implements Part {
    @Override
    public String title() {
        return "the permission %s to call the function %s".formatted(statementId, function);
    }

    @Override
    public List<String> address() {
        return List.of(function, statementId);
    }

    @Override
    public String read(Cloud cloud) {
        return JsonValue.read(cloud.lambda().policy(function).orElse("{}")).at("Statement").items().stream()
                .filter(statement -> statement.at("Sid").text().equals(statementId))
                .findFirst()
                .map(statement -> Json.line(permission(statement)))
                .orElse("");
    }

    @Override
    public void write(Cloud cloud, String value) {
        FunctionControls controls = cloud.lambda().controls(function);
        if (value.isEmpty()) {
            controls.forbid(statementId);
        } else {
            controls.permit(written(value));
        }
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        if (value.isEmpty()) {
            return "aws lambda remove-permission --function-name %s --statement-id %s"
                    .formatted(Part.word(function), statementId);
        }
        FunctionControls.Permission permission = written(value);
        StringBuilder command = new StringBuilder("aws lambda add-permission --function-name %s --statement-id %s"
                .formatted(Part.word(function), statementId));
        Map<String, String> options = Map.of(
                "--action", permission.action(),
                "--principal", permission.principal(),
                "--source-account", permission.sourceAccount(),
                "--source-arn", permission.sourceArn(),
                "--function-url-auth-type", permission.urlAuthType());
        options.entrySet().stream()
                .filter(option -> !option.getValue().isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .forEach(option ->
                        command.append(' ').append(option.getKey()).append(' ').append(Part.word(option.getValue())));
        return permission.viaUrl()
                ? command.append(" --invoked-via-function-url").toString()
                : command.toString();
    }

    private static FunctionControls.Permission permission(JsonValue statement) {
        JsonValue who = statement.at("Principal");
        String service = who.at("Service").text();
        String principal = service.isEmpty() ? who.at("AWS").text() : service;
        JsonValue when = statement.at("Condition");
        return new FunctionControls.Permission(
                statement.at("Sid").text(),
                statement.at("Action").text(),
                principal.isEmpty() ? who.text() : principal,
                when.at("StringEquals").at("AWS:SourceAccount").text(),
                when.at("ArnLike").at("AWS:SourceArn").text(),
                when.at("StringEquals").at("lambda:FunctionUrlAuthType").text(),
                when.at("Bool").at("lambda:InvokedViaFunctionUrl").text().equals("true"));
    }

    private static FunctionControls.Permission written(String value) {
        JsonValue json = JsonValue.read(value);
        return new FunctionControls.Permission(
                json.at("statementId").text(),
                json.at("action").text(),
                json.at("principal").text(),
                json.at("sourceAccount").text(),
                json.at("sourceArn").text(),
                json.at("urlAuthType").text(),
                json.at("viaUrl").text().equals("true"));
    }
}
