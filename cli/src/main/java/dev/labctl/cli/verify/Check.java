package dev.labctl.cli.verify;

/**
 * One thing that a lab promises, and how to see that it holds.
 *
 * @param name how {@code --check} and the reports call it: {@code object-bytes-identical}
 * @param claim what holds when it passes, in one sentence
 * @param body looks at the live system
 */
public record Check(String name, String claim, Body body) {
    /** Looks at the live system; it may take its time, and must not depend on another check having run. */
    @FunctionalInterface
    public interface Body {
        /** Whether the claim holds, with what was seen. Anything thrown is reported as a failed check. */
        CheckResult run(Verification verification) throws Exception;
    }

    public Check {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a check is named in lower-case words with dashes, not '" + name + "'");
        }
    }
}
