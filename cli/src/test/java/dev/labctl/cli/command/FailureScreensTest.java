package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.FailureCase.Answer;
import dev.labctl.cli.command.FailureCase.Mistake;
import dev.labctl.cli.command.shared.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What users see when AWS refuses something: the real command line and the real SDK, with the answers that AWS gives.
 * {@code -Dlabctl.failures.write=true} writes the screens anew; the difference is then for a person to read.
 */
@Execution(ExecutionMode.CONCURRENT)
class FailureScreensTest {
    private static final int WIDTH = 80;
    private static final int LINES = 24;
    private static final int LONGEST_SECONDS = 60;
    private static final int FEWEST_CASES = 40;
    private static final Pattern TEMPLATE_LINE = Pattern.compile("(templates/([a-z0-9-]+)/template\\.yaml):(\\d+)");
    private static final Pattern LOGICAL_ID = Pattern.compile("  (\\w+):\\s*");
    private static final List<String> SDK_SETTINGS =
            List.of("aws.configFile", "aws.sharedCredentialsFile", "aws.disableEc2Metadata");

    private static final Map<String, String> BEFORE = new TreeMap<>();

    @TempDir
    private static Path configuration;

    @TempDir
    private Path home;

    @BeforeAll
    static void giveTheUserProfiles() throws IOException {
        SDK_SETTINGS.forEach(name -> BEFORE.put(name, System.getProperty(name, "")));
        Path config = Files.writeString(
                configuration.resolve("config"),
                "[profile work]\nregion = eu-west-1\n[profile empty]\nregion = eu-west-1\n");
        Path keys = Files.writeString(
                configuration.resolve("credentials"),
                "[work]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG\n");
        System.setProperty("aws.configFile", config.toString());
        System.setProperty("aws.sharedCredentialsFile", keys.toString());
        System.setProperty("aws.disableEc2Metadata", "true");
    }

    @AfterAll
    static void giveTheMachineItsOwnBack() {
        BEFORE.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @BeforeEach
    void install() throws IOException {
        Files.writeString(Files.createDirectory(home.resolve("lib")).resolve("labctl-runtime.zip"), "code");
        Files.writeString(home.resolve("note.txt"), "a file to upload");
    }

    static List<FailureCase> cases() {
        return FailureCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Timeout(LONGEST_SECONDS)
    void theScreenSaysWhatFailedWhyAndWhatToDo(FailureCase failure) throws IOException {
        try (RecordedCloud cloud = new RecordedCloud(failure.answers())) {
            copyTemplates(failure.mistake());
            Map<String, String> environment = Map.of("LABCTL_ENDPOINT_URL", cloud.url());
            Run run = Run.labctl(new Distribution(home), home, environment, command(failure));

            String screen = portable(failureIn(run.err()), cloud.url());
            if (Boolean.getBoolean("labctl.failures.write")) {
                Files.writeString(failure.screen(), screen);
            }
            assertThat(cloud.unanswered())
                    .as("asked for without a recorded answer; the screen:%n%s", run.err())
                    .isEmpty();
            assertThat(screen).isEqualTo(Files.readString(failure.screen()));
            assertThat(run.exitCode()).isEqualTo(failure.exitCode());
            assertThat(run.out()).isEmpty();
            assertThatItIsOneScreen(screen);
        }
    }

    private void copyTemplates(@Nullable Mistake mistake) throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("..", "templates"))) {
            for (Path folder : folders.toList()) {
                String lab = String.valueOf(folder.getFileName());
                String text = Files.readString(folder.resolve("template.yaml"));
                if (mistake != null && mistake.lab().equals(lab)) {
                    assertThat(text).contains(mistake.right());
                    text = text.replace(mistake.right(), mistake.wrong());
                }
                Path copy = home.resolve("templates").resolve(lab);
                Files.writeString(Files.createDirectories(copy).resolve("template.yaml"), text);
            }
        }
    }

    private String[] command(FailureCase failure) {
        return failure.command().stream()
                .map(word -> word.replace("<home>", home.toString()))
                .toArray(String[]::new);
    }

    private static void assertThatItIsOneScreen(String screen) {
        long lines = screen.lines()
                .mapToInt(line -> Math.max(1, (line.length() + WIDTH - 1) / WIDTH))
                .sum();
        assertThat(lines).as("lines of a terminal with %d columns", WIDTH).isLessThanOrEqualTo(LINES);
        assertThat(screen).startsWith("labctl: ").contains("\n  fix: ");
        assertThat(screen)
                .as("no stack trace, and no id that only AWS's support can read")
                .doesNotContain("\tat ", "Caused by:", "a bug in labctl", "Request ID", "RequestToken", "SDK Attempt");
    }

    /** What is said before is the progress of what went well. */
    private static String failureIn(String talk) {
        int begin = talk.startsWith("labctl: ") ? 0 : talk.indexOf("\nlabctl: ") + 1;
        return talk.substring(begin);
    }

    /** The screen as it is on any machine; a line of a template by what stands there, as templates change. */
    private String portable(String screen, String url) throws IOException {
        String without = screen.replace(url, "<endpoint>").replace(home.toString(), "<labctl>");
        Matcher matcher = TEMPLATE_LINE.matcher(without);
        StringBuilder portable = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(
                    portable,
                    Matcher.quoteReplacement(
                            matcher.group(1) + ":" + place(matcher.group(2), Integer.parseInt(matcher.group(3)))));
        }
        return matcher.appendTail(portable).toString();
    }

    /** {@code <Bucket>}, or {@code <Bucket BucketName>} for a line inside. */
    private String place(String lab, int line) throws IOException {
        List<String> lines =
                Files.readAllLines(home.resolve("templates").resolve(lab).resolve("template.yaml"));
        for (int i = line - 1; i >= 0; i--) {
            Matcher id = LOGICAL_ID.matcher(lines.get(i));
            if (id.matches()) {
                String inside =
                        i == line - 1 ? "" : " " + lines.get(line - 1).strip().replaceAll(":.*", "");
                return "<" + id.group(1) + inside + ">";
            }
        }
        return "<?>";
    }

    @Test
    @Timeout(LONGEST_SECONDS)
    void smokeNamesTheLabInWhoseStepWhatLabsShareHasFailed() throws IOException {
        FailureCase noVpc = cases().stream()
                .filter(each -> each.name().equals("create-vpc-quota"))
                .findFirst()
                .orElseThrow();
        Path report = home.resolve("report.json");
        copyTemplates(null);
        try (RecordedCloud cloud = new RecordedCloud(noVpc.answers())) {
            Run run = Run.labctl(
                    new Distribution(home),
                    home,
                    Map.of("LABCTL_ENDPOINT_URL", cloud.url()),
                    "smoke",
                    "--labs=db-replication",
                    "--target=aws",
                    "--profile=work",
                    "--report=json=" + report);

            assertThat(run.err())
                    .contains("db-replication: deploy failed", "then labctl deploy db-replication --replace-failed");
            assertThat(run.err() + run.out() + Files.readString(report)).doesNotContain("<lab>");
        }
    }

    /** The sentences with which CloudFormation says that there is nothing to do; it calls both a failure. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "The submitted information didn't contain changes. Submit different information to create a change set.",
                "No updates are to be performed."
            })
    @Timeout(LONGEST_SECONDS)
    void aStackThatIsAsItsTemplateSaysIsNoFailure(String reason) throws IOException {
        FailureCase update = cases().stream()
                .filter(each -> each.name().equals("update-rolled-back"))
                .findFirst()
                .orElseThrow();
        List<Answer> answers = update.answers().stream()
                .map(each -> each.operation().equals("DescribeChangeSet")
                        ? new Answer(
                                each.operation(),
                                each.after(),
                                each.status(),
                                each.headers(),
                                each.body()
                                        .replace(
                                                "<Status>CREATE_COMPLETE</Status>",
                                                "<Status>FAILED</Status><StatusReason>%s</StatusReason>"
                                                        .formatted(reason)))
                        : each)
                .toList();
        copyTemplates(null);
        try (RecordedCloud cloud = new RecordedCloud(answers)) {
            Map<String, String> environment = Map.of("LABCTL_ENDPOINT_URL", cloud.url());
            Run run = Run.labctl(new Distribution(home), home, environment, command(update));

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("labctl-file-catalog: nothing changed in");
            assertThat(cloud.unanswered()).isEmpty();
        }
    }

    @Test
    void theCorpusIsLargeAndEachCaseNamesItsSource() {
        List<FailureCase> cases = cases();

        assertThat(cases).hasSizeGreaterThanOrEqualTo(FEWEST_CASES);
        assertThat(cases)
                .allSatisfy(each -> assertThat(each.source()).matches("(https://|recorded|local cloud|SDK).*"));
    }
}
