package dev.labctl.cli.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What sessions understand besides their verbs. */
public enum OwnWord {
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

    /** A line's words from the first that means something. */
    public static List<String> withoutNeedless(List<String> words) {
        return words.stream().dropWhile(LABCTL.word::equals).toList();
    }

    /** Whether these words end the session. */
    public static boolean isEnd(List<String> words) {
        return words.equals(List.of(EXIT.word)) || words.equals(List.of(QUIT.word));
    }
}
