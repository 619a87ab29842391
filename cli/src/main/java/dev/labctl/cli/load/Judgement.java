package dev.labctl.cli.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a system holds, beside what it had acknowledged.
 *
 * @param kinds by kind of thing
 * @param examples some of what is not as it should be, in sentences
 * @param obstacle why nothing could be compared; empty when it was
 */
public record Judgement(List<Kind> kinds, List<String> examples, String obstacle) {
    public Judgement {
        kinds = List.copyOf(kinds);
        examples = List.copyOf(examples);
    }

    /** Of a comparison that was made. */
    public Judgement(List<Kind> kinds, List<String> examples) {
        this(kinds, examples, "");
    }

    /** Of one that could not be made, and why. */
    public static Judgement prevented(String obstacle) {
        return new Judgement(List.of(), List.of(), obstacle);
    }

    /**
     * One kind of thing.
     *
     * @param what {@code todos}
     * @param acknowledged made, as the system had said
     * @param deleted of those, as the system had said
     * @param lost acknowledged, and not there
     * @param duplicated there twice, though asked for once
     * @param wrong not as was acknowledged
     * @param resurrected deleted, and there
     * @param unread could not be read, and so not compared
     * @param unknown asked for, and neither acknowledged nor refused
     * @param unknownThere of those, how many are there
     */
    public record Kind(
            String what,
            long acknowledged,
            long deleted,
            long lost,
            long duplicated,
            long wrong,
            long resurrected,
            long unread,
            long unknown,
            long unknownThere) {
        /** Whether all is as it was acknowledged. */
        public boolean isClean() {
            return lost == 0 && duplicated == 0 && wrong == 0 && resurrected == 0 && unread == 0;
        }
    }

    /** Whether all is as it was acknowledged. */
    public boolean isClean() {
        return obstacle.isEmpty() && kinds.stream().allMatch(Kind::isClean);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("clean", isClean());
        json.put("kinds", kinds);
        json.put("examples", examples);
        if (!obstacle.isEmpty()) {
            json.put("obstacle", obstacle);
        }
        return json;
    }
}
