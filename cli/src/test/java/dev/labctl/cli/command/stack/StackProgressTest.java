package dev.labctl.cli.command.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.command.stack.StackProgress.NewStacks;
import dev.labctl.cli.output.Console;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.Progress;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a change set before it is executed. */
class StackProgressTest {
    private static final ChangeSet.Change BUCKET = change("Add", "Files", "AWS::S3::Bucket");
    private static final ChangeSet.Change TABLE = change("Add", "Rows", "AWS::DynamoDB::Table");
    private static final ChangeSet.Change ROLE = change("Modify", "Role", "AWS::IAM::Role");

    private static ChangeSet.Change change(String action, String logicalId, String type) {
        return new ChangeSet.Change(action, logicalId, "", type, "", List.of());
    }

    private static String told(NewStacks newStacks, int verbosity, ChangeSet.Change... changes) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(told, true, StandardCharsets.UTF_8),
                new BufferedReader(Reader.nullReader()));
        StackProgress progress = new StackProgress(
                new Output(console, Output.Format.TEXT, verbosity, false),
                Progress.silent(),
                Path::of,
                newStacks,
                (stack, all) -> true);
        boolean isApproved =
                progress.approve("labctl-x", new ChangeSet("id", "name", "CREATE_COMPLETE", "", List.of(changes)));
        assertThat(isApproved).isTrue();
        return told.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aNewStackThatIsCountedIsOneLine() {
        assertThat(told(NewStacks.COUNTED, 0, BUCKET, TABLE)).isEqualTo("labctl-x: 2 resources to add%n".formatted());
    }

    @Test
    void aNewStackThatIsCountedIsListedWithVerbose() {
        assertThat(told(NewStacks.COUNTED, 1, BUCKET, TABLE))
                .contains("labctl-x: 2 changes", "RESOURCE", "Files", "AWS::DynamoDB::Table");
    }

    @Test
    void whatChangesInAStackThatIsThereIsListed() {
        assertThat(told(NewStacks.COUNTED, 0, BUCKET, ROLE)).contains("labctl-x: 2 changes", "Files", "AWS::IAM::Role");
    }

    @Test
    void aDeployListsWhatIsNew() {
        assertThat(told(NewStacks.LISTED, 0, BUCKET, TABLE)).contains("labctl-x: 2 changes", "Files", "Rows");
    }

    @Test
    void quietTellsNothing() {
        assertThat(told(NewStacks.COUNTED, -1, BUCKET) + told(NewStacks.LISTED, -1, BUCKET))
                .isEmpty();
    }
}
