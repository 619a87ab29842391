package dev.labctl.cli.error;

import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A failure that a user can read: what happened in a sentence, and what to do about it. */
public class LabctlException extends RuntimeException {
    /** Stands in a fix for the lab, where whoever found the failure does not know which one it is. */
    public static final String ANY_LAB = "<lab>";

    private static final long serialVersionUID = 1L;
    private static final Pattern COMMAND = Pattern.compile("`([^`]+)`");

    private final Failure failure;
    private final String fix;

    /**
     * A failure found by labctl itself.
     *
     * @param message one sentence without a full stop
     * @param fix what to do: a command, or a short instruction; empty when there is nothing to do. A command of labctl in
     *     backquotes gets the options of the run that point it at the same cloud
     */
    public LabctlException(Failure failure, String message, String fix) {
        this(failure, message, fix, null);
    }

    /** A failure with the cause that {@code -vv} prints. */
    public LabctlException(Failure failure, String message, String fix, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
        this.fix = fix;
    }

    /** A mistake of the user's: exit code 2. */
    public static LabctlException usage(String message, String fix) {
        return new LabctlException(Failure.USAGE, message, fix);
    }

    /** What kind of failure this is, and so the exit code. */
    public Failure failure() {
        return failure;
    }

    /** What to do about it, or an empty string. */
    public String fix() {
        return fix.replace("`", "");
    }

    /**
     * What to do about it, or an empty string.
     *
     * @param completed what makes of a command one that is right for this run
     */
    public String fix(UnaryOperator<String> completed) {
        return COMMAND.matcher(fix).replaceAll(command -> Matcher.quoteReplacement(completed.apply(command.group(1))));
    }

    /** What to do about it where it happened to this lab, or an empty string. */
    public String fixFor(String lab) {
        return fix().replace(ANY_LAB, lab);
    }

    /** The message, never null. */
    public String text() {
        return Objects.requireNonNullElse(getMessage(), failure.name());
    }
}
