package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.runtime.client.FunctionClients;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The worker's process, as an instance's user data starts it.
 *
 * <p>Environment: see {@link WorkerSettings}; region, endpoint and credentials as the SDK finds them. It ends with 0 when
 * it was idle for long enough, or was asked to end by SIGTERM, and with 1 when it cannot go on.
 */
public final class WorkerMain {
    /** Throttling passes: better slow than given back. */
    private static final int ATTEMPTS = 8;

    /** Longer than it takes to settle down, and shorter than what comes after SIGTERM. */
    private static final long GRACE_SECONDS = 20;

    /** The JDK keeps only five idle connections to a host otherwise. */
    private static final int CONNECTIONS = 64;

    private WorkerMain() {}

    /** Runs a worker; takes no arguments. */
    public static void main(String[] arguments) {
        System.setProperty("http.maxConnections", String.valueOf(CONNECTIONS));
        WorkerLog log = new WorkerLog(System.out, Clock.systemUTC());
        CountDownLatch ended = new CountDownLatch(1);
        int status;
        try {
            run(WorkerSettings.ofEnvironment(), log, ended);
            status = 0;
        } catch (Exception e) {
            log.line("the worker cannot go on: %s".formatted(e));
            e.printStackTrace(System.out);
            status = 1;
        } finally {
            ended.countDown();
        }
        System.exit(status);
    }

    private static void run(WorkerSettings settings, WorkerLog log, CountDownLatch ended) throws InterruptedException {
        FunctionClients clients =
                new FunctionClients(DefaultCredentialsProvider.builder().build());
        S3Client s3 = clients.client(patient(S3Client.builder()));
        LogUpload upload = new LogUpload(s3, settings, log);
        log.line("worker %s: ready for %s".formatted(settings.workerId(), settings.queueUrl()));
        try {
            Worker worker = new Worker(
                    settings,
                    clients.client(patient(SqsClient.builder())),
                    clients.client(patient(DynamoDbClient.builder())),
                    s3,
                    Clock.systemUTC(),
                    log);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                worker.stop();
                awaitEnd(ended);
            }));
            Worker.Report report = worker.run();
            log.line("worker %s: %s, %d items finished, %d failed"
                    .formatted(
                            settings.workerId(),
                            report.isIdle() ? "idle for " + settings.idle() : "stopped",
                            report.finished(),
                            report.failed()));
        } finally {
            upload.run();
        }
    }

    private static <B extends AwsClientBuilder<B, C>, C> B patient(B builder) {
        return builder.overrideConfiguration(
                configuration -> configuration.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .build()));
    }

    private static void awaitEnd(CountDownLatch ended) {
        try {
            ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
