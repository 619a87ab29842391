package dev.labctl.cli.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A README with the blocks of commands that its reader types, and what they are shown to print.
 *
 * @param name where it is, from the checkout's top
 */
public record Readme(String name, List<Block> blocks) {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final String BEGIN = "```console";
    private static final String END = "```";
    private static final String PROMPT = "$ ";

    /** Commands that follow each other in one shell, under a heading. */
    public record Block(String heading, List<Step> steps) {
        /** Whether one of its commands begins with this program. */
        boolean runs(String program) {
            return steps.stream().anyMatch(step -> step.command().startsWith(program + " "));
        }

        /** Whether this is part of one of its commands. */
        boolean mentions(String part) {
            return steps.stream().anyMatch(step -> step.command().contains(part));
        }
    }

    /**
     * A command as it is typed.
     *
     * @param line of the README, the first is 1
     * @param shown what the README says that it prints; none if it does not say
     */
    public record Step(int line, String command, List<String> shown) {}

    /** The README of the checkout, then those of the templates. */
    public static List<Readme> all() {
        try (Stream<Path> templates = Files.list(TOP.resolve("templates"))) {
            return Stream.concat(Stream.of(TOP), templates.sorted())
                    .map(folder -> folder.resolve("README.md"))
                    .map(Readme::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Readme read(Path file) {
        try {
            return new Readme(TOP.relativize(file).toString(), blocks(Files.readAllLines(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder that its reader is in: that of the README. */
    Path folder() {
        return TOP.resolve(name).resolveSibling(".").normalize();
    }

    static List<Block> blocks(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        String heading = "";
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).startsWith("#")) {
                heading = lines.get(at).replaceFirst("^#+ ", "");
            } else if (lines.get(at).equals(BEGIN)) {
                int end = at + 1 + lines.subList(at + 1, lines.size()).indexOf(END);
                blocks.add(new Block(heading, steps(lines.subList(at + 1, end), at + 2)));
                at = end;
            }
        }
        return blocks;
    }

    private static List<Step> steps(List<String> lines, int firstLine) {
        boolean isAllCommands = lines.stream().noneMatch(line -> line.startsWith(PROMPT));
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            int line = firstLine + at;
            StringBuilder command = new StringBuilder(isAllCommands ? lines.get(at) : typed(lines.get(at), line));
            while (command.toString().endsWith("\\")) {
                at++;
                command.append('\n').append(lines.get(at));
            }
            at++;
            List<String> shown = new ArrayList<>();
            while (!isAllCommands && at < lines.size() && !lines.get(at).startsWith(PROMPT)) {
                shown.add(lines.get(at));
                at++;
            }
            steps.add(new Step(line, command.toString(), List.copyOf(shown)));
        }
        return steps;
    }

    private static String typed(String line, int number) {
        if (!line.startsWith(PROMPT)) {
            throw new IllegalArgumentException("line " + number + " belongs to no command: " + line);
        }
        return line.substring(PROMPT.length());
    }
}
