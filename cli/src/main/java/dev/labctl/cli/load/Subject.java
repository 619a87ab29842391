package dev.labctl.cli.load;

import java.util.List;

/** A system under load: what its users do, and what must be so afterwards. */
public interface Subject extends Scenario {
    /** Compares all that was acknowledged with what the system holds; when no user calls any more. */
    Judgement judge();

    /**
     * Removes what the users made; may be called again.
     *
     * @return what could not be removed, in sentences
     */
    List<String> cleanUp();
}
