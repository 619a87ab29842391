package dev.labctl.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers what a check finds as it goes: problems, of which many are counted and the first are named, and evidence. */
public final class Findings {
    private static final int NAMED_PROBLEMS = 20;

    private final List<String> named = new ArrayList<>();
    private final List<String> evidence = new ArrayList<>();
    private long compared;
    private long problems;

    /** Something is not as the check claims; one sentence that names the thing. */
    public void problem(String what) {
        problems++;
        if (named.size() < NAMED_PROBLEMS) {
            named.add(what);
        }
    }

    /** Two things were compared, and this is how they differ. */
    public void compared(Optional<String> difference) {
        compared++;
        difference.ifPresent(this::problem);
    }

    /** How many were compared. */
    public long compared() {
        return compared;
    }

    /** What was looked at and what was seen. */
    public void evidence(String seen) {
        evidence.add(seen);
    }

    /** Whether nothing is wrong so far. */
    public boolean areGood() {
        return problems == 0;
    }

    /**
     * Passed when there is no problem. Else failed: the first problem is the reason, and the others come before the
     * evidence.
     */
    public CheckResult result() {
        if (problems == 0) {
            return new CheckResult.Passed(evidence);
        }
        List<String> seen = new ArrayList<>(named.subList(1, named.size()));
        if (problems > named.size()) {
            seen.add("and %d more".formatted(problems - named.size()));
        }
        seen.addAll(evidence);
        String first = named.get(0);
        return new CheckResult.Failed(problems == 1 ? first : "%s (and %d more)".formatted(first, problems - 1), seen);
    }
}
