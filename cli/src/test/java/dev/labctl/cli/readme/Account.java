package dev.labctl.cli.readme;

import dev.labctl.cli.cloud.local.LocalClock;
import dev.labctl.cli.lab.CommandLineFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What stands for a reader's AWS account: a local cloud that labctl does not know to be one. Its time passes faster than
 * AWS's, for labctl can only wait there, and alarms and retries take minutes.
 */
final class Account implements AutoCloseable {
    private static final Duration A_SECOND_IS = Duration.ofSeconds(20);

    private final CommandLineFixture cloud = new CommandLineFixture();
    private final ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> passing;

    Account() {
        cloud.labctl("local", "start");
        LocalClock clock = new LocalClock(cloud.admin());
        passing = time.scheduleWithFixedDelay(() -> clock.advance(A_SECOND_IS), 1, 1, TimeUnit.SECONDS);
    }

    /** The environment of a reader whose AWS configuration knows this account under a profile's name. */
    Map<String, String> profile(String name) {
        Map<String, String> tools = new HashMap<>();
        cloud.pointAwsTools(tools);
        Path credentials = cloud.file(
                "credentials",
                "[%s]%naws_access_key_id = %s%naws_secret_access_key = %s%n"
                        .formatted(name, tools.get("AWS_ACCESS_KEY_ID"), tools.get("AWS_SECRET_ACCESS_KEY")));
        return Map.of(
                "LABCTL_ENDPOINT_URL",
                cloud.endpoint().toString(),
                "AWS_SHARED_CREDENTIALS_FILE",
                credentials.toString());
    }

    @Override
    public void close() {
        passing.cancel(true);
        time.shutdownNow();
        cloud.close();
    }
}
