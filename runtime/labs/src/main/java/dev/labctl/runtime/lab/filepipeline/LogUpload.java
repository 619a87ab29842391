package dev.labctl.runtime.lab.filepipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Keeps the worker's log: its instance, and the file with it, is gone soon. */
final class LogUpload {
    private final S3Client s3;
    private final WorkerSettings settings;
    private final WorkerLog log;

    LogUpload(S3Client s3, WorkerSettings settings, WorkerLog log) {
        this.s3 = s3;
        this.settings = settings;
        this.log = log;
    }

    /** Uploads the log to {@code logs/<worker>/sqs_worker.logs}; a failure is told and changes nothing. */
    void run() {
        settings.logFile().filter(Files::isReadable).ifPresent(this::upload);
    }

    private void upload(Path file) {
        String key = "logs/%s/%s".formatted(settings.workerId(), file.getFileName());
        log.line("the log goes to s3://%s/%s".formatted(settings.bucket(), key));
        try {
            // While it is read, nothing may be written to it: its length is sent first.
            s3.putObject(
                    request -> request.bucket(settings.bucket()).key(key).contentType("text/plain; charset=utf-8"),
                    RequestBody.fromFile(file));
        } catch (SdkException e) {
            log.line("the log cannot be uploaded: %s".formatted(e.getMessage()));
        }
    }
}
