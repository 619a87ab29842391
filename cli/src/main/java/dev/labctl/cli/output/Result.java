package dev.labctl.cli.output;

/** What a command found or did, as programs and as people read it. */
public interface Result {
    /** Maps, lists, records, texts, numbers, booleans, instants and durations; see {@link Json}. */
    Object json();

    /** The same for people. */
    void print(Text text);
}
