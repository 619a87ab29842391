package dev.labctl.cli.output;

/** How much a terminal shows, in characters. */
public record ScreenSize(int columns, int rows) {
    /** What terminals have had since the VT100, and what is taken for granted where nothing is known. */
    public static final ScreenSize USUAL = new ScreenSize(80, 24);
}
