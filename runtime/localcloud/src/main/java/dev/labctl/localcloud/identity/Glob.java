package dev.labctl.localcloud.identity;

/**
 * A pattern over a whole text, in which {@link #ANY} stands for any characters and {@link #ONE} for one.
 *
 * <p>The two are noncharacters that no text holds, so that an asterisk from a policy variable stays an asterisk.
 */
final class Glob {
    static final char ANY = '\uffff';
    static final char ONE = '\ufffe';

    private final String pattern;
    private final boolean isLiteral;
    private final boolean isPrefix;

    private Glob(String pattern) {
        this.pattern = pattern;
        int any = pattern.indexOf(ANY);
        boolean hasOne = pattern.indexOf(ONE) >= 0;
        this.isLiteral = any < 0 && !hasOne;
        this.isPrefix = any == pattern.length() - 1 && any >= 0 && !hasOne;
    }

    /** A pattern that has its wildcards as {@link #ANY} and {@link #ONE} already. */
    static Glob marked(String pattern) {
        return new Glob(pattern);
    }

    /** A pattern as people write it, with {@code *} and {@code ?}. */
    static Glob of(String pattern) {
        return new Glob(pattern.replace('*', ANY).replace('?', ONE));
    }

    boolean matches(String text) {
        if (isLiteral) {
            return pattern.equals(text);
        }
        if (isPrefix) {
            return text.regionMatches(0, pattern, 0, pattern.length() - 1);
        }
        return matchesFrom(text);
    }

    /** Walks both, and on a mismatch lets the last {@link #ANY} take one character more. */
    private boolean matchesFrom(String text) {
        int inText = 0;
        int inPattern = 0;
        int lastAny = -1;
        int takenUpTo = 0;
        while (inText < text.length()) {
            char expected = inPattern < pattern.length() ? pattern.charAt(inPattern) : 0;
            if (inPattern < pattern.length() && expected == ANY) {
                lastAny = inPattern++;
                takenUpTo = inText;
            } else if (inPattern < pattern.length() && (expected == ONE || expected == text.charAt(inText))) {
                inPattern++;
                inText++;
            } else if (lastAny >= 0) {
                inPattern = lastAny + 1;
                inText = ++takenUpTo;
            } else {
                return false;
            }
        }
        while (inPattern < pattern.length() && pattern.charAt(inPattern) == ANY) {
            inPattern++;
        }
        return inPattern == pattern.length();
    }
}
