package dev.labctl.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.stack.TemplateFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NeededPermissionTest {
    @Test
    void everyTypeOfEveryTemplateIsInTheTable() {
        Set<String> known =
                NeededPermission.all().stream().map(NeededPermission::type).collect(Collectors.toSet());

        Stream.concat(Labs.all().stream().map(lab -> lab.slug()), Stream.of("network", "backup-bucket"))
                .map(slug -> TemplateFile.read(Path.of("../templates", slug, "template.yaml")))
                .forEach(template ->
                        assertThat(known).as(template.path().toString()).containsAll(template.resourceTypes()));
    }

    @Test
    void everyActionAndEveryArnIsWhole() {
        Map<String, String> values = Map.of(
                "partition", "aws",
                "region", "eu-west-1",
                "account", "123456789012",
                "stack", "labctl-x",
                "artifacts", "labctl-artifacts-123456789012-eu-west-1");
        assertThat(NeededPermission.all()).isNotEmpty().allSatisfy(each -> {
            assertThat(each.actions()).isNotEmpty().allMatch(action -> action.matches("[a-z0-9]+:[A-Z][A-Za-z]+"));
            assertThat(each.arn(values)).startsWith("arn:aws:").doesNotContain("{");
        });
    }
}
