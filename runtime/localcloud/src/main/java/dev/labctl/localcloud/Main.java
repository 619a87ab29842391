package dev.labctl.localcloud;

import dev.labctl.localcloud.gateway.AdminApi;
import dev.labctl.localcloud.gateway.PortTakenException;
import dev.labctl.localcloud.store.StoreException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local cloud as a process of its own: {@code java -cp ... dev.labctl.localcloud.Main --directory D --port P}.
 *
 * <p>Once it answers, {@code D/cloud.json} tells pid, port, endpoint, version and start time, and {@code
 * D/credentials.json} the administrator's access key and the token of the pages under {@code /_labctl/}. It ends on
 * SIGTERM, or when asked to by {@code POST /_labctl/stop}. When it cannot start it says why in one line on standard error
 * and exits with 1; with 2 when its arguments are wrong.
 */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int DEFAULT_PORT = 4566;

    private Main() {}

    /** Runs until the cloud is told to stop. */
    public static void main(String[] arguments) throws InterruptedException {
        // What AWS says is English with ASCII digits, whatever the locale of the machine.
        Locale.setDefault(Locale.ENGLISH);
        LocalCloudConfig config;
        try {
            config = parse(arguments);
        } catch (IllegalArgumentException e) {
            fail(2, e);
            return;
        }
        try {
            run(config);
        } catch (PortTakenException | StateDirectoryException | StoreException | UncheckedIOException e) {
            fail(1, e);
        }
    }

    private static void run(LocalCloudConfig config) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AdminApi admin = AdminApi.withNewToken(stop::countDown);
        DaemonFiles files = new DaemonFiles(config.directory());
        try (LocalCloud cloud = LocalCloud.start(config, admin)) {
            files.write(cloud, admin.token());
            LOG.info("the local cloud answers at {}", cloud.endpoint());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(stop, stopped), "shutdown"));
            stop.await();
            files.remove();
        }
        LOG.info("the local cloud has stopped");
        stopped.countDown();
    }

    /** On SIGTERM the JVM lives as long as its hooks run: this one until the cloud is closed. */
    private static void awaitEnd(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LocalCloudConfig parse(String[] arguments) {
        Path directory = null;
        int port = DEFAULT_PORT;
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--directory" -> directory = Path.of(value).toAbsolutePath();
                case "--port" -> port = port(value);
                default -> throw new IllegalArgumentException("unknown argument '" + arguments[i] + "'");
            }
        }
        if (directory == null) {
            throw new IllegalArgumentException("--directory is missing");
        }
        return new LocalCloudConfig(directory, port, LocalCloudConfig.DEFAULT_ACCOUNT);
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("'" + text + "' is no port");
        }
        return Integer.parseInt(text);
    }

    @SuppressWarnings("SystemOut") // the one line that whoever started the process reads
    private static void fail(int exitCode, RuntimeException e) {
        System.err.println("labctl local cloud: " + e.getMessage());
        Runtime.getRuntime().halt(exitCode);
    }
}
