package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Ec2;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.util.List;

/** The port by which a security group lets another group in; empty when it does not. */
public record IngressPort(String group, String source) implements Part {

    @Override
    public String title() {
        return "the rule of the security group %s that lets %s in".formatted(group, source);
    }

    @Override
    public List<String> address() {
        return List.of(group, source);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.ec2()
                .ingressFrom(group, source)
                .map(rule -> Integer.toString(rule.port()))
                .orElse("");
    }

    @Override
    public void write(Cloud cloud, String value) {
        Ec2.IngressRule rule = cloud.ec2()
                .ingressFrom(group, source)
                .orElseThrow(() -> new LabctlException(
                        Failure.NOT_DEPLOYED,
                        "security group %s has no rule for %s any more".formatted(group, source),
                        "destroy the lab and deploy it again"));
        cloud.ec2().setPort(rule, Integer.parseInt(value));
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        String id =
                cloud.ec2().ingressFrom(group, source).map(Ec2.IngressRule::id).orElse("RULE");
        return "aws ec2 modify-security-group-rules --group-id %s --security-group-rules %s"
                .formatted(
                        group,
                        Part.word(
                                "SecurityGroupRuleId=%s,SecurityGroupRule={IpProtocol=tcp,FromPort=%s,ToPort=%s,ReferencedGroupId=%s}"
                                        .formatted(id, value, value, source)));
    }
}
