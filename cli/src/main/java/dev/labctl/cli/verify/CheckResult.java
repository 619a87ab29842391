package dev.labctl.cli.verify;

import java.util.List;

/** What a check found. */
public sealed interface CheckResult {
    /** What was looked at and what was seen, one fact a line; it names the objects, rows and messages. */
    List<String> evidence();

    /** The claim holds. */
    record Passed(List<String> evidence) implements CheckResult {
        public Passed {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * The claim does not hold.
     *
     * @param reason what is wrong, in one sentence that names the thing
     */
    record Failed(String reason, List<String> evidence) implements CheckResult {
        public Failed {
            evidence = List.copyOf(evidence);
        }
    }

    /** The claim holds, as this evidence shows. */
    static CheckResult passed(String... evidence) {
        return new Passed(List.of(evidence));
    }

    /** The claim does not hold, for this reason. */
    static CheckResult failed(String reason, String... evidence) {
        return new Failed(reason, List.of(evidence));
    }
}
