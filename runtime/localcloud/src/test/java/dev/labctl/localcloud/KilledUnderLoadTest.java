package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.LoadedCloud.Load;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cloud process killed while clients write: after each restart what it acknowledged is there and intact, what it did
 * not acknowledge is there whole or not at all, and no file is left that nothing uses.
 */
@Tag("long")
final class KilledUnderLoadTest {
    private static final int KILLS = 20;
    private static final int LONGEST_LIFE_MILLIS = 400;

    @TempDir
    private Path directory;

    @Test
    void whatWasAcknowledgedIsThereAfterEachKillAndNoFileIsLeftOver(TestReporter report) throws Exception {
        long seed = Long.getLong("labctl.test.seed", System.nanoTime());
        report.publishEntry("labctl.test.seed", Long.toString(seed));
        Random random = new Random(seed);
        Path state = directory.resolve("state");
        Load load = new Load();
        try (CloudProcess cloud = CloudProcess.start(state)) {
            new LoadedCloud(cloud, state).makeResources();
        }
        for (int kill = 0; kill < KILLS; kill++) {
            try (CloudProcess process = CloudProcess.start(state)) {
                LoadedCloud cloud = new LoadedCloud(process, state);
                check(cloud, load, false);
                List<Thread> writers = load.start(cloud, kill);
                load.awaitSome();
                Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
                process.kill();
                for (Thread writer : writers) {
                    writer.join();
                }
            }
            assertThat(load.surprises()).isEmpty();
        }
        report.publishEntry("acknowledged", load.toString());
        try (CloudProcess process = CloudProcess.start(state)) {
            LoadedCloud cloud = new LoadedCloud(process, state);
            check(cloud, load, true);
            cloud.emptyBucket();
            assertThat(cloud.files(0)).as("files that no object uses").isEmpty();
        }
    }

    /** Holds the cloud to what was acknowledged: the objects of the last life, or {@code all}. */
    private static void check(LoadedCloud cloud, Load load, boolean all) throws IOException, InterruptedException {
        cloud.abortUploads();
        load.check(cloud, all);
        int files = cloud.filesOfObjects();
        assertThat(cloud.files(files)).as("files of objects").hasSize(files);
    }
}
