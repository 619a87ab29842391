package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    @TempDir
    private Path home;

    @BeforeEach
    void configure() throws IOException {
        Files.createDirectories(home.resolve(".labctl"));
        Files.writeString(home.resolve(".labctl/config"), "target = aws\nregion = eu-north-1\n");
    }

    @Test
    void aFlagWinsOverTheEnvironmentAndThatOverTheFileAndThatOverTheDefault() {
        Run run = Run.labctl(
                home, Map.of("LABCTL_TARGET", "local", "AWS_REGION", "eu-west-1"), "config", "--region", "eu-west-3");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsPattern("target +local +environment LABCTL_TARGET")
                .containsPattern("region +eu-west-3 +flag --region")
                .containsPattern("stack-prefix +labctl +default");
    }

    @Test
    void theFileIsUsedWhereNothingElseIsSaid() {
        Run run = Run.labctl(home, Map.of(), "config", "-o", "json");

        assertThat(run.out())
                .contains(
                        "\"value\" : \"aws\"", "\"value\" : \"eu-north-1\"", "config file " + home.resolve(".labctl"));
    }

    @Test
    void anEndpointMeansThatTheTargetIsNotTheLocalCloud() {
        Run run = Run.labctl(
                home,
                Map.of("LABCTL_HOME", home.resolve("other").toString()),
                "config",
                "--endpoint-url",
                "http://h:1");

        assertThat(run.out())
                .containsPattern("target +aws +flag --endpoint-url")
                .contains("environment LABCTL_HOME");
    }
}
