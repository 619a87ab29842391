package dev.labctl.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierRunsTest {
    @TempDir
    Path folder;

    private void ran(String place, String key, int seconds) {
        EarlierRuns run = EarlierRuns.in(folder, place);
        run.add(List.of(key), Duration.ofSeconds(seconds));
        assertThat(run.keep()).isEmpty();
    }

    @Test
    void theMiddleOfTheLastFiveRunsIsTypical() {
        for (int seconds : new int[] {900, 1, 2, 3, 4, 100}) {
            ran("aws", "create lab/Database", seconds);
        }
        assertThat(EarlierRuns.in(folder, "aws").typical(List.of("create lab/Database")))
                .contains(Duration.ofSeconds(3));
    }

    @Test
    void theMostTellingKeyThatIsKnownDecidesAndPlacesAreApart() {
        ran("aws", "create AWS::RDS::DBInstance", 300);
        EarlierRuns aws = EarlierRuns.in(folder, "aws");
        assertThat(aws.typical(List.of("create lab/Database", "create AWS::RDS::DBInstance")))
                .contains(Duration.ofMinutes(5));
        ran("aws", "create lab/Database", 200);
        assertThat(EarlierRuns.in(folder, "aws").typical(List.of("create lab/Database", "create AWS::RDS::DBInstance")))
                .contains(Duration.ofSeconds(200));
        assertThat(EarlierRuns.in(folder, "local").typical(List.of("create lab/Database")))
                .isEmpty();
    }

    @Test
    void runsAtTheSameTimeKeepEachOthersTimes() {
        EarlierRuns one = EarlierRuns.in(folder, "local");
        EarlierRuns other = EarlierRuns.in(folder, "local");
        assertThat(one.typical(List.of("a"))).isEmpty();
        assertThat(other.typical(List.of("b"))).isEmpty();
        one.add(List.of("a"), Duration.ofSeconds(1));
        other.add(List.of("b"), Duration.ofSeconds(2));
        one.keep();
        other.keep();
        EarlierRuns after = EarlierRuns.in(folder, "local");
        assertThat(after.typical(List.of("a"))).contains(Duration.ofSeconds(1));
        assertThat(after.typical(List.of("b"))).contains(Duration.ofSeconds(2));
    }

    @Test
    void aFileThatIsNoneOfOursIsReplaced() throws IOException {
        Files.writeString(folder.resolve("durations.json"), "{\"local a\": [1");
        assertThat(EarlierRuns.in(folder, "local").typical(List.of("a"))).isEmpty();
        ran("local", "a", 7);
        assertThat(EarlierRuns.in(folder, "local").typical(List.of("a"))).contains(Duration.ofSeconds(7));
    }

    @Test
    void whereNothingCanBeKeptTheReasonIsTold() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        EarlierRuns run = EarlierRuns.in(file, "local");
        run.add(List.of("a"), Duration.ofSeconds(1));
        assertThat(run.keep()).get().asString().contains("cannot be kept in");
    }
}
