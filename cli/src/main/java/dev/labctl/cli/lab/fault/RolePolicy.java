package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.output.Json;
import java.util.List;

/** An inline policy of a role, as JSON. */
public record RolePolicy(String role, String policy) implements Part {

    @Override
    public String title() {
        return "the policy %s of the role %s".formatted(policy, role);
    }

    @Override
    public List<String> address() {
        return List.of(role, policy);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.iam()
                .rolePolicy(role, policy)
                .map(json -> Json.line(Json.object(json)))
                .orElse("");
    }

    @Override
    public void write(Cloud cloud, String value) {
        cloud.iam().setRolePolicy(role, policy, value);
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        return "aws iam put-role-policy --role-name %s --policy-name %s --policy-document %s"
                .formatted(Part.word(role), Part.word(policy), Part.word(value));
    }
}
