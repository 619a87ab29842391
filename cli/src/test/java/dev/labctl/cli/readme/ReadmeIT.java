package dev.labctl.cli.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Follows the READMEs line by line: every block of commands is typed into a shell, on a local cloud. Each command has to
 * succeed and to print what is shown of it; where a failure is what is shown, {@code echo $?} after it shows its code.
 */
@Tag("long")
final class ReadmeIT {
    private static final String UNTIL_INTERRUPTED = "# until Ctrl-C";
    private static final int INTERRUPTED = 130;

    /** The blocks of this program are what CI runs itself: that they are is what is tested of them. */
    private static final String BUILD = "mvn";

    @TestFactory
    Stream<DynamicContainer> everyBlockDoesWhatItShows() {
        return Readme.all().stream()
                .filter(readme -> !readme.blocks().isEmpty())
                .map(readme -> DynamicContainer.dynamicContainer(readme.name(), tests(readme)));
    }

    private static Stream<DynamicTest> tests(Readme readme) {
        Reader reader = new Reader(readme);
        return readme.blocks().stream()
                .map(block -> DynamicTest.dynamicTest(
                        "%s, line %d"
                                .formatted(block.heading(), block.steps().get(0).line()),
                        () -> follow(reader, block)))
                .onClose(reader::close);
    }

    private static void follow(Reader reader, Readme.Block block) throws IOException, SQLException {
        if (block.runs(BUILD)) {
            List<String> ci = Files.readAllLines(Path.of("..", ".ci", "run"));
            for (Readme.Step step : block.steps()) {
                String command = step.command().replaceFirst(" *#.*", "");
                String withOptions = command.replace(" ", " (-\\S+ )*") + "( -.*)?";
                assertThat(ci).as(command).anyMatch(line -> line.matches(withOptions));
            }
            return;
        }
        assumeTrue(!block.runs("aws") || AwsCli.isThere(), "no AWS CLI 1.29, 2.13 or newer is installed");
        reader.prepare(block);
        for (int at = 0; at < block.steps().size(); at++) {
            boolean showsCode = at + 1 < block.steps().size()
                    && block.steps().get(at + 1).command().equals("echo $?");
            follow(reader, block.steps().get(at), showsCode);
        }
    }

    private static void follow(Reader reader, Readme.Step step, boolean showsCode) {
        boolean isInterrupted = step.command().endsWith(UNTIL_INTERRUPTED);
        ReaderShell.Answer answer = reader.shell()
                .type(isInterrupted ? "timeout --preserve-status -s INT 5 " + step.command() : step.command());

        String what = "%s:%d%n$ %s%n%s".formatted(reader.readme().name(), step.line(), step.command(), answer.output());
        if (!showsCode) {
            assertThat(answer.exitCode()).as(what).isEqualTo(isInterrupted ? INTERRUPTED : 0);
        }
        assertThat(step.shown().isEmpty() || ShownOutput.matches(step.shown(), answer.output()))
                .as("%s%nis not what is shown:%n%s", what, String.join("\n", step.shown()))
                .isTrue();
    }
}
