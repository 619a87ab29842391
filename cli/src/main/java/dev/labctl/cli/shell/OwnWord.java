package dev.labctl.cli.shell;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** What sessions understand besides their verbs. */
enum OwnWord {
    HELP("help", "What there is to do."),
    EXIT("exit", "End the session."),
    /** As some are used to; nobody is taught it. */
    QUIT("quit", ""),
    /** Needless in a session, and no mistake. */
    LABCTL("labctl", "");

    private final String word;
    private final String meaning;

    OwnWord(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    String word() {
        return word;
    }

    /** What it does, in a sentence. */
    String meaning() {
        return meaning;
    }

    /** The word that is written so. */
    static Optional<OwnWord> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    /** Those that a user may not know. */
    static Stream<OwnWord> offered() {
        return Arrays.stream(values()).filter(each -> !each.meaning.isEmpty());
    }

    /** Whether it ends the session. */
    boolean ends() {
        return this == EXIT || this == QUIT;
    }
}
