package dev.labctl.cli.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.error.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BrokenLabsTest {
    private static final String STACK = "labctl-s3-replication";

    @TempDir
    private Path folder;

    private BrokenLabs records() {
        return new BrokenLabs(folder.resolve("local"));
    }

    private static BrokenLab broken(Part part) {
        return new BrokenLab(
                "s3-replication",
                STACK,
                "arn:aws:cloudformation:us-east-1:1:stack/x/y",
                "",
                "open-bucket",
                part,
                "{\"what\": \"'was'\"}",
                "",
                Instant.parse("2026-01-02T03:04:05.678Z"),
                1);
    }

    static List<Part> parts() {
        return List.of(
                new AlarmSwitch("a"),
                new BucketEvents("b"),
                new BucketVersioning("b", "r"),
                new FailureDestination("f"),
                new FunctionConcurrency("f"),
                new FunctionPermission("f:live", "sid"),
                new FunctionVariable("f", "NAME"),
                new IngressPort("sg-1", "sg-2"),
                new PublicAccess("b", "r"),
                new QueueAttribute("http://127.0.0.1/q", "RedrivePolicy"),
                new RolePolicy("r", "p"),
                new RuleSwitch("r"),
                new TableRecovery("t"));
    }

    @Test
    void everyKindOfPartIsTried() {
        assertThat(parts()).hasSameSizeAs(PartKind.values());
    }

    @ParameterizedTest
    @MethodSource("parts")
    void whatIsWrittenDownIsReadByAnotherProcess(Part part) {
        records().write(broken(part));

        assertThat(records().find(STACK)).contains(broken(part));
    }

    @Test
    void aCrashWhileTheRecordIsWrittenLeavesNoRecord() throws IOException {
        records().write(broken(new RuleSwitch("r")));
        records().forget(STACK);
        Files.writeString(folder.resolve("local").resolve(STACK + ".draft"), "{\"lab\": \"s3-rep");

        assertThat(records().find(STACK)).isEmpty();
        records().write(broken(new RuleSwitch("r")));
        assertThat(records().find(STACK)).isPresent();
    }

    @Test
    void aRecordIsForgottenOnce() {
        records().write(broken(new RuleSwitch("r")));

        assertThat(records().forget(STACK)).isTrue();
        assertThat(records().forget(STACK)).isFalse();
        assertThat(records().find(STACK)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"stackId\": \"x\", \"at\": \"2026-01-02T03:04:05Z\", \"part\": \"weather\", \"address\": [\"x\"]}",
                "{\"stackId\": \"x\", \"at\": \"2026-01-02T03:04:05Z\", \"part\": \"rule\", \"address\": []}",
                "{\"stackId\": \"x\", \"at\": \"yesterday\", \"part\": \"rule\", \"address\": [\"x\"]}"
            })
    void aFileThatIsNoRecordIsNamed(String text) throws IOException {
        records().write(broken(new RuleSwitch("r")));
        Files.writeString(folder.resolve("local").resolve(STACK + ".json"), text);

        assertThatThrownBy(() -> records().find(STACK))
                .isInstanceOf(LabctlException.class)
                .hasMessageContaining(STACK + ".json is no record of a broken lab");
    }

    @Test
    void twoCannotBreakOneLabAtOnce() {
        String seen = records().alone(STACK, () -> {
            assertThatThrownBy(() -> records().alone(STACK, () -> "both"))
                    .isInstanceOf(LabctlException.class)
                    .hasMessageContaining("another labctl breaks or heals " + STACK);
            return records().alone("labctl-file-catalog", () -> "the other lab");
        });

        assertThat(seen).isEqualTo("the other lab");
        assertThat(records().alone(STACK, () -> "later")).isEqualTo("later");
    }

    @Test
    void aWordOfAShellStaysOneWord() {
        assertThat(Part.word("labctl-x:live")).isEqualTo("labctl-x:live");
        assertThat(Part.word("{\"a\": \"it's\"}")).isEqualTo("'{\"a\": \"it'\\''s\"}'");
    }
}
