package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Uploads many files at once, and the parts of a large one at once; memory does not grow with sizes or counts. */
public final class Uploader {
    private static final int FILES_AT_ONCE = 16;
    private static final int PARTS_AT_ONCE = 8;

    private final Cloud cloud;
    private final Progress progress;

    /** Uploads to this cloud. */
    public Uploader(Cloud cloud, Progress progress) {
        this.cloud = cloud;
        this.progress = progress;
    }

    /** What was uploaded. */
    public record Uploaded(String bucket, List<FileUpload> files, long bytes, Duration took) {
        public Uploaded {
            files = List.copyOf(files);
        }
    }

    /**
     * Uploads the files.
     *
     * @param object what becomes of a file: its key and all that it carries
     * @throws LabctlException the first failure; no further files are begun then, and those that were uploaded stay
     */
    public Uploaded run(String bucket, List<FileUpload> files, Function<FileUpload, NewObject> object) {
        long started = System.nanoTime();
        long bytes = files.stream().mapToLong(FileUpload::size).sum();
        try (Task task = progress.begin("uploading " + Text.counted(files.size(), "file"))
                .ofBytes(bytes)) {
            upload(files, object, task);
        }
        return new Uploaded(bucket, files, bytes, Duration.ofNanos(System.nanoTime() - started));
    }

    private void upload(List<FileUpload> files, Function<FileUpload, NewObject> object, Task task) {
        ExecutorService parts = Executors.newFixedThreadPool(PARTS_AT_ONCE);
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, Math.min(FILES_AT_ONCE, files.size())));
        try {
            Iterator<FileUpload> queue = files.iterator();
            AtomicInteger failures = new AtomicInteger();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(FILES_AT_ONCE, files.size()); i++) {
                running.add(workers.submit(() -> work(queue, failures, object, parts, task)));
            }
            await(running);
        } finally {
            workers.shutdownNow();
            parts.shutdownNow();
        }
    }

    private void work(
            Iterator<FileUpload> queue,
            AtomicInteger failures,
            Function<FileUpload, NewObject> object,
            ExecutorService parts,
            Task task) {
        while (failures.get() == 0) {
            FileUpload next;
            synchronized (queue) {
                if (!queue.hasNext()) {
                    return;
                }
                next = queue.next();
            }
            try {
                task.begin(next.key());
                cloud.s3().put(object.apply(next), next.file(), parts, task);
                task.drop(next.key());
            } catch (UncheckedIOException e) {
                failures.incrementAndGet();
                throw new LabctlException(
                        Failure.USAGE,
                        "%s cannot be read: %s".formatted(next.file(), FileUpload.reason(e)),
                        "it must be readable, and not change, while it is uploaded",
                        e);
            } catch (RuntimeException e) {
                failures.incrementAndGet();
                throw e;
            }
        }
    }

    private static void await(List<Future<?>> running) {
        RuntimeException first = null;
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                if (first == null) {
                    first = e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabctlException(Failure.CLOUD, "the upload was interrupted", "run it again", e);
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
