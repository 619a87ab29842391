package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.runtime.event.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What a worker is told by its environment.
 *
 * @param queueUrl where its messages are ({@code SQS_QUEUE_URL})
 * @param table the items' table ({@code DYNAMODB_TABLE_NAME})
 * @param bucket where its log goes ({@code S3_BUCKET_NAME})
 * @param workerId who it is ({@code WORKER_ID}, an instance's id; else something random)
 * @param idle how long no message comes before it ends, in whole seconds ({@code EC2_AUTOTERMINATE_MINUTES}, else 5)
 * @param logFile its log, which it uploads in the end ({@code WORKER_LOG}; else none)
 */
record WorkerSettings(
        String queueUrl, String table, String bucket, String workerId, Duration idle, Optional<Path> logFile) {
    private static final long DEFAULT_IDLE_MINUTES = 5;

    WorkerSettings {
        if (idle.toSeconds() < 1) {
            throw new IllegalArgumentException("the idle period must be a second or more, not " + idle);
        }
    }

    /** As the environment tells. */
    static WorkerSettings ofEnvironment() {
        return new WorkerSettings(
                Environment.required("SQS_QUEUE_URL"),
                Environment.required("DYNAMODB_TABLE_NAME"),
                Environment.required("S3_BUCKET_NAME"),
                Environment.optional("WORKER_ID").orElseGet(() -> "worker-" + UUID.randomUUID()),
                Duration.ofSeconds(Math.round(60
                        * Environment.optional("EC2_AUTOTERMINATE_MINUTES")
                                .map(Double::parseDouble)
                                .orElse((double) DEFAULT_IDLE_MINUTES))),
                Environment.optional("WORKER_LOG").map(Path::of));
    }
}
