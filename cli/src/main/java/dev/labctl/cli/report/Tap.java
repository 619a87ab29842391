package dev.labctl.cli.report;

import dev.labctl.cli.report.ReportCase.Outcome;
import java.util.List;

/**
 * A report for consumers of the Test Anything Protocol: a test point for each check and each step, in the order of the
 * labs; why one is not ok, and what was seen, is in the YAML below it.
 *
 * @see <a href="https://testanything.org/tap-version-14-specification.html">TAP version 14</a>
 */
final class Tap {
    private final StringBuilder text = new StringBuilder();
    private int number;

    private Tap() {}

    static String of(Report report) {
        Tap tap = new Tap();
        int points =
                report.suites().stream().mapToInt(suite -> suite.cases().size()).sum();
        tap.line("TAP version 14");
        tap.line("1.." + points);
        for (ReportSuite suite : report.suites()) {
            tap.line("# " + plain(suite.name() + (suite.target().isEmpty() ? "" : " in " + suite.target())));
            suite.cases().forEach(each -> tap.point(suite.name(), each));
        }
        return tap.text.toString();
    }

    private void point(String lab, ReportCase test) {
        number++;
        boolean isOk = test.outcome() == Outcome.PASSED || test.outcome() == Outcome.NOT_RUN;
        String skip = test.outcome() == Outcome.NOT_RUN ? " # SKIP " + plain(test.reason()) : "";
        line("%s %d - %s: %s%s".formatted(isOk ? "ok" : "not ok", number, lab, test.name(), skip));
        if (!isOk) {
            diagnostics(test);
        }
    }

    private void diagnostics(ReportCase test) {
        line("  ---");
        line("  message: " + quoted(test.reason()));
        line("  severity: " + (test.outcome() == Outcome.FAILED ? "fail" : "error"));
        line("  claim: " + quoted(test.claim()));
        line("  duration_ms: " + test.took().toMillis());
        List<String> evidence = test.evidence();
        if (!evidence.isEmpty()) {
            line("  evidence:");
            evidence.forEach(fact -> line("    - " + quoted(fact)));
        }
        line("  ...");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** Text that stays on its line and is no directive. */
    private static String plain(String raw) {
        StringBuilder plain = new StringBuilder();
        raw.codePoints().forEach(each -> {
            if (each == '#' || each == '\\') {
                plain.append('\\');
            }
            plain.appendCodePoint(isPrintable(each) ? each : ' ');
        });
        return plain.toString();
    }

    /** A YAML scalar in double quotes, whatever the text is. */
    private static String quoted(String raw) {
        StringBuilder quoted = new StringBuilder("\"");
        raw.codePoints().forEach(each -> {
            switch (each) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (isPrintable(each)) {
                        quoted.appendCodePoint(each);
                    } else {
                        quoted.append(each > 0xFFFF ? "\\U%08x".formatted(each) : "\\u%04x".formatted(each));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }

    /** What YAML lets stand as it is, but for breaks of lines. */
    private static boolean isPrintable(int character) {
        int type = Character.getType(character);
        return !Character.isISOControl(character)
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && character != 0xFEFF;
    }
}
