package dev.labctl.cli.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.CommandLineFixture;
import dev.labctl.cli.output.Json;
import dev.labctl.cli.report.Tape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Smoke runs of a labctl in whose templates one lab cannot be deployed, and another does not tell of its failures. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SmokeIT {
    private static final String UNDEPLOYABLE = "s3-replication";
    private static final String UNALARMED = "file-catalog";

    private final CommandLineFixture user = new CommandLineFixture();

    @TempDir
    private static Path root;

    @BeforeAll
    static void spoilTemplates() throws IOException {
        Path checkout = CommandLineFixture.launcher().resolve("../..").normalize();
        Files.createDirectories(root.resolve("scripts"));
        Files.copy(CommandLineFixture.launcher(), root.resolve("scripts/labctl"));
        Files.createSymbolicLink(root.resolve("cli"), checkout.resolve("cli"));
        try (Stream<Path> files = Files.walk(checkout.resolve("templates"))) {
            for (Path each : files.toList()) {
                Files.copy(each, root.resolve(checkout.relativize(each).toString()));
            }
        }
        spoil(UNDEPLOYABLE, "( +)Timeout: .*", "$1Timeout: 9999");
        spoil(UNALARMED, "( +)AlarmActions:.*", "$1ActionsEnabled: false\n$0");
    }

    private static void spoil(String lab, String healthy, String spoiled) throws IOException {
        Path template = root.resolve("templates").resolve(lab).resolve("template.yaml");
        String before = Files.readString(template);
        String after = before.replaceAll(healthy, spoiled);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(template, after);
    }

    @AfterAll
    void close() {
        user.close();
    }

    /** A run that goes on; what it prints goes to files. */
    private record Started(Process process, Path out, Path err) {
        String talk() {
            try {
                return Files.readString(err, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Map<String, Object> result() throws IOException {
            return Json.object(Files.readString(out));
        }

        int exitCode() throws InterruptedException {
            return process.waitFor();
        }
    }

    private Started smoke(String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("scripts/labctl").toString(), "smoke", "-o", "json"));
        command.addAll(List.of(options));
        Path out = Files.createTempFile(root, "smoke", ".out");
        Path err = Files.createTempFile(root, "smoke", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        user.setUp(builder.environment());
        return new Started(builder.start(), out, err);
    }

    private static Map<?, ?> lab(Map<String, Object> report, int index) {
        return (Map<?, ?>) ((List<?>) report.getOrDefault("labs", List.of())).get(index);
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(user.home().resolve("smoke"))) {
            assertThat(left).extracting(each -> each.getFileName().toString()).containsExactly("lock");
        }
        assertThat(user.home().resolve("local")).doesNotExist();
    }

    @Test
    void aLabThatFailsKeepsNoOtherFromBeingTriedAndEveryReportTellsOfBoth() throws Exception {
        Path reports = user.home().resolve("reports");
        Started both = smoke(
                "--labs=" + UNDEPLOYABLE + "," + UNALARMED,
                "--parallel=2",
                "--report=junit=" + reports.resolve("r.xml"),
                "--report=json=" + reports.resolve("r.json"),
                "--report=tap=" + reports.resolve("r.tap"),
                "--report=html=" + reports.resolve("r.html"));
        Started beside = smoke("--labs=" + UNDEPLOYABLE);

        assertThat(both.exitCode()).as(both.talk()).isEqualTo(5);
        assertThat(beside.exitCode()).as(beside.talk()).isEqualTo(5);
        Map<String, Object> result = both.result();
        assertThat(result).containsEntry("exitCode", 5).containsEntry("passed", false);
        assertThat(List.of(lab(result, 0), lab(result, 1), lab(beside.result(), 0)))
                .extracting(each -> each.get("target"))
                .as("each worker and each run has a cloud of its own")
                .doesNotHaveDuplicates();
        assertThat(both.talk().lines().filter(line -> !line.startsWith("target: ")))
                .allMatch(line -> line.startsWith(UNDEPLOYABLE + " | ") || line.startsWith(UNALARMED + " | "));
        assertThat(both.talk())
                .as("of what is new only the number is told")
                .containsPattern("labctl-file-catalog: \\d+ resources to add")
                .doesNotContain("RESOURCE ");
        assertThat(Json.object(Files.readString(reports.resolve("r.json")))).containsEntry("passed", false);
        Document junit = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(reports.resolve("r.xml").toFile());
        assertThat(casesWith(junit, "error")).containsExactly("labctl.s3-replication deploy");
        assertThat(casesWith(junit, "failure")).contains("labctl.file-catalog alarms-armed");
        assertThat(Tape.read(Files.readString(reports.resolve("r.tap"))).points())
                .filteredOn(point -> !point.ok())
                .extracting(Tape.Point::description)
                .contains("s3-replication: deploy", "file-catalog: alarms-armed");
        assertThat(Files.readString(reports.resolve("r.html")))
                .contains("labctl smoke: failed", "failed to satisfy constraint", "does not tell arn:aws:sns");
        assertNothingIsLeft();
    }

    private static List<String> casesWith(Document junit, String element) {
        NodeList found = junit.getElementsByTagName(element);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i).getParentNode())
                .map(test -> test.getAttribute("classname") + " " + test.getAttribute("name"))
                .toList();
    }

    @Test
    void whatAKilledRunHasLeftIsTakenAwayByTheNextWhichStopsAtItsFirstFailure() throws Exception {
        Started killed = smoke("--labs=" + UNDEPLOYABLE);
        while (!killed.talk().contains("uploading the code")) {
            assertThat(killed.process().isAlive()).as(killed.talk()).isTrue();
            Thread.onSpinWait();
        }
        killed.process().destroyForcibly().waitFor();
        ProcessHandle orphan = ProcessHandle.of(daemonOfTheOnlyRun()).orElseThrow();

        Started next = smoke("--labs=" + UNDEPLOYABLE + "," + UNALARMED, "--fail-fast");

        assertThat(next.exitCode()).as(next.talk()).isEqualTo(5);
        assertThat(orphan.isAlive()).isFalse();
        assertThat(lab(next.result(), 0).get("verdict")).isEqualTo("failed");
        assertThat(lab(next.result(), 1).get("verdict")).isEqualTo("not run");
        assertNothingIsLeft();
    }

    private long daemonOfTheOnlyRun() throws IOException {
        try (Stream<Path> files = Files.walk(user.home().resolve("smoke"))) {
            Path cloud = files.filter(each -> each.endsWith("cloud.json"))
                    .findFirst()
                    .orElseThrow();
            return ((Number) Json.object(Files.readString(cloud)).getOrDefault("pid", 0)).longValue();
        }
    }
}
