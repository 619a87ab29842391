package dev.labctl.cli.backup;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.verify.VerifyReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the verification of a backup found, check by check.
 *
 * @param key the dump's
 * @param leftOut checks that were not run
 */
public record VerifiedBackup(
        String bucket, String region, String key, Duration took, List<VerifyReport.Line> lines, List<LeftOut> leftOut)
        implements Result {
    /** A check that was not run, and why. */
    public record LeftOut(String check, String why) {}

    /** Copies the lists. */
    public VerifiedBackup {
        lines = List.copyOf(lines);
        leftOut = List.copyOf(leftOut);
    }

    /** Whether every check that was run has passed. */
    public boolean passed() {
        return lines.stream().allMatch(VerifyReport.Line::passed);
    }

    /** 0, or {@link Failure#CHECKS_FAILED}. */
    public int exitCode() {
        return passed() ? 0 : Failure.CHECKS_FAILED.exitCode();
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("bucket", bucket);
        json.put("region", region);
        json.put("key", key);
        json.put("passed", passed());
        json.put("durationMs", took.toMillis());
        json.put("checks", lines.stream().map(VerifyReport.Line::json).toList());
        json.put("leftOut", leftOut);
        return json;
    }

    @Override
    public void print(Text text) {
        lines.forEach(line -> line.print(text));
        leftOut.forEach(each -> text.line("%s  %s  %s"
                .formatted(text.styled(Text.Style.CHANGED, "----"), each.check(), "not run: " + each.why())));
        long failed = lines.stream().filter(line -> !line.passed()).count();
        String verdict = failed == 0
                ? text.styled(Text.Style.GOOD, "%d of %d checks passed".formatted(lines.size(), lines.size()))
                : text.styled(Text.Style.BAD, "%d of %d checks failed".formatted(failed, lines.size()));
        text.line("s3://%s/%s: %s%s in %s"
                .formatted(
                        bucket,
                        key,
                        verdict,
                        leftOut.isEmpty() ? "" : ", %d not run".formatted(leftOut.size()),
                        Durations.readable(took)));
    }
}
