package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.lab.trace.Place;
import dev.labctl.cli.lab.trace.TraceEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a worker's log, which it leaves in the bucket at its end, tells of one item.
 *
 * @param start how the worker started
 * @param troubles what stood in the item's way
 * @param isThere whether there is such a log
 */
record WorkerLines(List<Line> start, List<Line> troubles, boolean isThere) {
    /** A line. */
    record Line(Instant at, String text, String source) {
        TraceEvent event(Place worker, WorkerClock clock) {
            return TraceEvent.exact(clock.inCloud(at), worker, text, source);
        }
    }

    /** Reads the log through; lines of other items are passed over. */
    static WorkerLines of(S3 s3, String bucket, String worker, String item) {
        String key = "logs/%s/sqs_worker.logs".formatted(worker);
        List<Line> start = new ArrayList<>();
        List<Line> troubles = new ArrayList<>();
        try (InputStream bytes = s3.open(bucket, key);
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<Line> read = read(line, key);
                if (read.isPresent() && isOfStart(read.get().text(), worker)) {
                    start.add(read.get());
                } else if (read.isPresent() && isTrouble(read.get().text(), item)) {
                    troubles.add(read.get());
                }
            }
            return new WorkerLines(start, troubles, true);
        } catch (CloudException e) {
            if (e.notFound()) {
                return new WorkerLines(List.of(), List.of(), false);
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfStart(String text, String worker) {
        return text.startsWith("user data: installing")
                || text.startsWith("user data: starting")
                || text.startsWith("worker %s: ready".formatted(worker));
    }

    /** What the table does not tell: it has how the item ended. */
    private static boolean isTrouble(String text, String item) {
        return text.startsWith(item + " ")
                && !text.startsWith(item + " FINISHED ")
                && !text.startsWith(item + " FAILED ");
    }

    /** Lines of programs that the script runs have no time. */
    private static Optional<Line> read(String line, String key) {
        int space = line.indexOf(' ');
        if (space < 0 || !Character.isDigit(line.charAt(0))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Line(Instant.parse(line.substring(0, space)), line.substring(space + 1), key));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
