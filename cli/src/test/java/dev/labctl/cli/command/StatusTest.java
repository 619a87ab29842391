package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.FailureCase.Answer;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.output.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What status tells of a lab that is not as it should be; a local cloud that gives recorded answers is asked. */
class StatusTest {
    private static final String LAB = "file-catalog";
    private static final String STACK_ID =
            "arn:aws:cloudformation:eu-west-1:123456789012:stack/labctl-file-catalog/5d1f0c80-2b1c-11f0-9b5e-0a1b2c3d4e5f";

    @TempDir
    private Path home;

    /** The answers about a stack that was rolled back, with another status. */
    private static List<Answer> stackThatIs(String status) {
        FailureCase rolledBack = FailureCase.all().stream()
                .filter(each -> each.name().equals("verify-rollback-complete"))
                .findFirst()
                .orElseThrow();
        Answer health = new Answer(
                "GET *health",
                "",
                200,
                Map.of("Content-Type", "application/json"),
                Json.line(Map.of("pid", ProcessHandle.current().pid())));
        return Stream.concat(
                        Stream.of(health),
                        rolledBack.answers().stream()
                                .map(each -> each.operation().equals("DescribeStacks")
                                        ? new Answer(
                                                each.operation(),
                                                each.after(),
                                                each.status(),
                                                each.headers(),
                                                each.body().replace("ROLLBACK_COMPLETE", status))
                                        : each))
                .toList();
    }

    private Run status(List<Answer> answers, String... options) throws IOException {
        try (RecordedCloud cloud = new RecordedCloud(answers)) {
            Path local = Files.createDirectories(home.resolve("local"));
            Map<String, Object> daemon = Map.of(
                    "pid",
                    ProcessHandle.current().pid(),
                    "port",
                    Integer.parseInt(cloud.url().replaceAll(".*:", "")),
                    "endpoint",
                    cloud.url(),
                    "version",
                    Distribution.version());
            Files.writeString(local.resolve("cloud.json"), Json.line(daemon));
            Files.writeString(
                    local.resolve("credentials.json"),
                    Json.line(Map.of("accessKeyId", "AKIAEXAMPLE", "secretAccessKey", "none", "adminToken", "none")));
            String[] arguments =
                    Stream.concat(Stream.of("status", LAB), Stream.of(options)).toArray(String[]::new);
            Run run = Run.labctl(home, Map.of("LABCTL_HOME", home.toString()), arguments);
            assertThat(cloud.unanswered()).isEmpty();
            assertThat(run.exitCode()).as(run.err()).isZero();
            return run;
        }
    }

    private void breakStack(String stackId) throws IOException {
        Path folder = Files.createDirectories(home.resolve("broken").resolve("local-123456789012-us-east-1"));
        Map<String, Object> record = Map.of(
                "lab",
                LAB,
                "stack",
                "labctl-file-catalog",
                "stackId",
                stackId,
                "scenario",
                "muted",
                "part",
                "alarm",
                "address",
                List.of("alarm"),
                "at",
                "2026-01-02T03:04:05Z");
        Files.writeString(folder.resolve("labctl-file-catalog.json"), Json.document(record));
    }

    @Test
    void aLabThatIsBrokenForPracticeIsCalledSo() throws IOException {
        breakStack(STACK_ID);

        assertThat(status(stackThatIs("CREATE_COMPLETE")).out())
                .containsPattern("labctl-file-catalog +broken ")
                .contains("file-catalog: broken for practice; labctl heal file-catalog");
        assertThat(status(stackThatIs("CREATE_COMPLETE"), "-o", "json").out())
                .containsPattern("\"broken\"\\s*:\\s*true")
                .containsPattern("\"next\"\\s*:\\s*\"labctl heal file-catalog\"");
    }

    @Test
    void theCommandItNamesIsForTheSameCloud() throws IOException {
        assertThat(status(stackThatIs("ROLLBACK_COMPLETE"), "--region", "us-east-1")
                        .out())
                .contains("; labctl verify file-catalog --region us-east-1");
    }

    @Test
    void aLabThatWasDeployedAnewSinceIsNotBroken() throws IOException {
        breakStack("arn:aws:cloudformation:eu-west-1:123456789012:stack/labctl-file-catalog/older");

        assertThat(status(stackThatIs("CREATE_COMPLETE")).out())
                .contains("CREATE_COMPLETE")
                .doesNotContain("broken", "labctl heal");
        assertThat(status(stackThatIs("CREATE_COMPLETE"), "-o", "json").out())
                .containsPattern("\"broken\"\\s*:\\s*false")
                .containsPattern("\"next\"\\s*:\\s*\"\"");
    }

    @Test
    void ofAStackThatFailedTheFirstCauseIsTold() throws IOException {
        assertThat(status(stackThatIs("ROLLBACK_COMPLETE")).out())
                .contains(
                        "file-catalog: AWS::DynamoDB::Table CatalogTable could not be created: Subscriber limit exceeded",
                        "; labctl verify file-catalog");
    }
}
