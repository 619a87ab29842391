package dev.labctl.cli.progress;

import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.ScreenSize;
import dev.labctl.cli.output.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How tasks look: a line for each, and under it one for each step that is being worked on. */
final class Lines {
    private static final int NAMED_STEPS = 3;
    /** More lines than that tell nobody more. */
    private static final int MOST_LINES = 12;

    private static final String INDENT = "  ";

    private Lines() {}

    /** The lines of these tasks on such a screen; none is longer than it is wide. */
    static List<String> of(List<TaskView> tasks, ScreenSize screen) {
        int most = Math.max(1, Math.min(MOST_LINES, screen.rows() - 2));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < tasks.size() && lines.size() < most; i++) {
            int others = tasks.size() - i - 1;
            lines.add(header(tasks.get(i), screen.columns() - 1));
            lines.addAll(steps(tasks.get(i).running(), Math.max(0, most - lines.size() - others), screen.columns()));
        }
        return lines.stream().map(line -> cut(line, screen.columns() - 1)).toList();
    }

    /** {@code deploying labctl-x: 12 of 29 resources, 8.2 s, about 14 s left}. */
    static String header(TaskView task) {
        return header(task, Integer.MAX_VALUE);
    }

    /** The header; where it is too long, the last of the figures are left out: the times stay. */
    private static String header(TaskView task, int columns) {
        String times = times(task);
        String figures = task.figures();
        while (!figures.isEmpty()) {
            String header = "%s: %s, %s".formatted(task.title(), figures, times);
            if (header.length() <= columns) {
                return header;
            }
            figures = figures.substring(0, Math.max(0, figures.lastIndexOf(", ")));
        }
        return "%s: %s".formatted(task.title(), times);
    }

    private static String times(TaskView task) {
        String elapsed = Durations.readable(task.elapsed());
        Duration left = task.left();
        if (left == null) {
            return elapsed;
        }
        String rest = left.isZero() ? "longer than before" : "about %s left".formatted(Durations.roughly(left));
        return elapsed + ", " + rest;
    }

    private static List<String> steps(List<TaskView.StepView> steps, int most, int columns) {
        boolean isCut = steps.size() > most;
        List<TaskView.StepView> shown = steps.subList(0, isCut ? Math.max(0, most - 1) : steps.size());
        int name = shown.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        int note = shown.stream().mapToInt(each -> each.note().length()).max().orElse(0);
        boolean hasRoom = INDENT.length() + name + 2 + note + 2 + "10m 00s of about 10m 00s".length() < columns;
        List<String> lines = new ArrayList<>();
        for (TaskView.StepView step : shown) {
            String beside = hasRoom && note > 0 ? "%%-%ds  ".formatted(note).formatted(step.note()) : "";
            lines.add(INDENT + "%%-%ds  ".formatted(Math.max(1, name)).formatted(step.name()) + beside + time(step));
        }
        if (isCut && most > 0) {
            lines.add(INDENT + "and %d more".formatted(steps.size() - shown.size()));
        }
        return lines;
    }

    private static String time(TaskView.StepView step) {
        @Nullable Duration expected = step.expected();
        String elapsed = Durations.readable(step.elapsed());
        return expected == null ? elapsed : "%s of about %s".formatted(elapsed, Durations.roughly(expected));
    }

    /** {@code still deploying labctl-x: 12 of 29 resources, 38.0 s; Database 35.0 s, Replica 35.0 s and 2 more}. */
    static String heartbeat(TaskView task) {
        List<String> named = task.running().stream()
                .limit(NAMED_STEPS)
                .map(each -> each.name() + " " + Durations.readable(each.elapsed()))
                .toList();
        int more = task.running().size() - named.size();
        return "still %s%s%s"
                .formatted(
                        header(task),
                        named.isEmpty() ? "" : "; " + String.join(", ", named),
                        more == 0 ? "" : " and %d more".formatted(more));
    }

    private static String cut(String line, int columns) {
        String one = Text.oneLine(line);
        int length = one.codePointCount(0, one.length());
        return length <= columns || columns < 4
                ? one
                : one.substring(0, one.offsetByCodePoints(0, columns - 3)) + "...";
    }
}
