package dev.labctl.cli.load;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a call ended, after it was repeated where that was right. */
public final class Outcome {
    private final @Nullable Answer answer;
    private final boolean expected;
    private final boolean attemptLost;

    /**
     * An end.
     *
     * @param answer the last attempt's; null when there was none
     * @param expected whether the answer is one that the caller counts on
     * @param attemptLost whether an attempt got no answer though its request may have arrived
     */
    Outcome(@Nullable Answer answer, boolean expected, boolean attemptLost) {
        this.answer = answer;
        this.expected = expected;
        this.attemptLost = attemptLost;
    }

    /** The answer, if one came. */
    public Optional<Answer> answer() {
        return Optional.ofNullable(answer);
    }

    /** Whether an answer came, of a status that was expected. */
    public boolean isExpected() {
        return expected;
    }

    /** Whether the answer is of this status. */
    public boolean is(int status) {
        return answer != null && answer.status() == status;
    }

    /**
     * Whether the system may have done what was asked, or may yet do so, besides what the answer says: an attempt got no
     * answer, or the system failed.
     */
    public boolean isInDoubt() {
        return attemptLost || (answer != null && answer.isServerError());
    }
}
