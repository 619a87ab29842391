package dev.labctl.cli.lab.todoapi;

import java.util.ArrayList;
import java.util.List;

/** The first of what was found; more would hide it. */
final class Examples {
    private static final int MOST = 20;

    private final List<String> sentences = new ArrayList<>();

    void add(String sentence) {
        if (sentences.size() < MOST) {
            sentences.add(sentence);
        }
    }

    List<String> all() {
        return List.copyOf(sentences);
    }
}
