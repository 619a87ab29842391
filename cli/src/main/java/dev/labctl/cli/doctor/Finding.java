package dev.labctl.cli.doctor;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import java.io.IOException;

/**
 * What was found at one look.
 *
 * @param what was looked at
 * @param seen what was seen, in one sentence
 * @param fix what to do about it; empty when nothing has to be done
 */
public record Finding(String what, Verdict verdict, String seen, String fix) {
    /** Whether that is well. */
    public enum Verdict {
        GOOD,
        BAD,
        /** It could not be looked at, or matters to some labs only. */
        UNSURE
    }

    /** Looks at something. */
    @FunctionalInterface
    public interface Look {
        /**
         * What is well.
         *
         * @throws LabctlException when something is not, with its fix
         */
        String at() throws IOException;
    }

    /** What a look finds. */
    public static Finding of(String what, Look look) {
        return of(what, Verdict.BAD, look);
    }

    /** What a look finds that only some need. */
    static Finding ofSome(String what, Look look) {
        return of(what, Verdict.UNSURE, look);
    }

    private static Finding of(String what, Verdict otherwise, Look look) {
        try {
            return new Finding(what, Verdict.GOOD, look.at(), "");
        } catch (LabctlException e) {
            return new Finding(what, otherwise, e.text(), e.fix());
        } catch (IOException e) {
            return new Finding(what, otherwise, Reason.of(e), "make it readable and writable");
        }
    }

    /** Whether it keeps labctl from working. */
    public boolean isBad() {
        return verdict == Verdict.BAD;
    }
}
