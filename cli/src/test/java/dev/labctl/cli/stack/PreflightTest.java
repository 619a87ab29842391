package dev.labctl.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.error.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
    @TempDir
    private Path folder;

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        Path template = folder.resolve("template.yaml");
        Files.writeString(template, """
                Parameters:
                  CodeBucket: {Type: String}
                  CodeKey: {Type: String}
                  Size: {Type: Number, Description: how large}
                  Email: {Type: String, Default: '', AllowedPattern: '^$|.+@.+', ConstraintDescription: must be an address}
                Resources: {}
                """);
        DeployRequest request = request(template, Map.of("Email", "nobody", "Colour", "blue"));

        assertThatThrownBy(() -> Preflight.check(List.of(request)))
                .isInstanceOf(LabctlException.class)
                .hasMessageContaining("4 things are wrong")
                .hasMessageContaining("lab-x needs a value for the parameter Size (how large)")
                .hasMessageContaining("parameter Email of lab-x must be an address; 'nobody' was given")
                .hasMessageContaining("the code that lab-x runs is missing")
                .hasMessageContaining("no template has a parameter Colour");
    }

    @Test
    void aMissingTemplateIsNamed() {
        assertThatThrownBy(() -> Preflight.check(List.of(request(folder.resolve("none.yaml"), Map.of()))))
                .hasMessageContaining("cannot read the template")
                .hasMessageContaining("none.yaml");
    }

    @Test
    void aLabThatAsksForANetworkGetsTheSharedOneUnlessAnotherIsGiven() throws IOException {
        Path lab = Files.createDirectory(folder.resolve("lab-x")).resolve("template.yaml");
        Files.writeString(lab, """
                Parameters: {VpcId: {Type: 'AWS::EC2::VPC::Id'}, SubnetIds: {Type: 'List<AWS::EC2::Subnet::Id>'}}
                Resources: {}
                """);
        Path network = Files.createDirectory(folder.resolve("network")).resolve("template.yaml");
        Files.writeString(network, "Parameters: {VpcCidr: {Type: String, Default: 10.0.0.0/16}}\nResources: {}\n");

        assertThat(Preflight.check(List.of(request(lab, Map.of("VpcCidr", "10.1.0.0/16"))))
                        .keySet())
                .extracting(DeployRequest::lab)
                .containsExactly("network", "lab-x");
        assertThat(Preflight.check(List.of(request(lab, Map.of("VpcId", "vpc-1", "SubnetIds", "subnet-1"))))
                        .keySet())
                .extracting(DeployRequest::lab)
                .containsExactly("lab-x");
        assertThatThrownBy(() -> Preflight.check(List.of(request(lab, Map.of("VpcId", "vpc-1")))))
                .hasMessageContaining("lab-x needs VpcId and SubnetIds of the same network");
    }

    private DeployRequest request(Path template, Map<String, String> parameters) {
        return new DeployRequest(
                "lab-x",
                template,
                folder.resolve("code.zip"),
                new StackNames("labctl"),
                parameters,
                LookedUp.NOTHING,
                Map.of(),
                false,
                false,
                Duration.ofMinutes(1));
    }
}
