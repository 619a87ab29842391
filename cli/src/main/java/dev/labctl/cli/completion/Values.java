package dev.labctl.cli.completion;

import java.util.List;

/** Knows the values there are now. */
public interface Values {
    /**
     * The values of a source, as far as the rest of the line leaves them open; nothing when they cannot be had.
     *
     * @param begun what is there of the value; of very many values, those come that begin like this
     */
    List<Completion> of(Source source, Place place, String begun);
}
