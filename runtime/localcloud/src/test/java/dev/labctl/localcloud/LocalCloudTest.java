package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.gateway.PortTakenException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class LocalCloudTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    Path directory;

    @Test
    void aTakenPortIsSaidClearly() {
        int port = cloud.endpoint().getPort();
        assertThatThrownBy(
                        () -> LocalCloud.start(new LocalCloudConfig(directory, port, LocalCloudConfig.DEFAULT_ACCOUNT)))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("port " + port);
    }

    @Test
    void aDirectoryInUseIsSaidClearly() {
        assertThatThrownBy(() -> LocalCloud.start(LocalCloudConfig.in(cloud.directory())))
                .isInstanceOf(StateDirectoryException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void stateOfAnotherVersionIsRefused() throws Exception {
        Files.writeString(directory.resolve("version"), "2\n");
        assertThatThrownBy(() -> LocalCloud.start(LocalCloudConfig.in(directory)))
                .isInstanceOf(StateDirectoryException.class)
                .hasMessageContaining("format 2");
    }

    @Test
    void theAdministratorsAccessKeySurvivesARestart() {
        String before = cloud.cloud().adminCredentials().accessKeyId();
        cloud.restart();
        assertThat(cloud.cloud().adminCredentials().accessKeyId()).isEqualTo(before);
    }
}
