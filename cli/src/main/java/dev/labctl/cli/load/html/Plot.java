package dev.labctl.cli.load.html;

import dev.labctl.cli.html.Markup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A plot as SVG: two axes with a grid, and what is drawn between them. Colours are the style sheet's. */
final class Plot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 330;
    private static final int LEFT = 84;
    private static final int RIGHT = 64;
    private static final int TOP = 16;
    private static final int BOTTOM = 46;
    private static final double LABEL_GAP = 15;

    private final Scale across;
    private final Scale up;
    private final Markup drawn = new Markup();
    private final List<Label> labels = new ArrayList<>();

    /** A point by the values it stands for. */
    record Point(double across, double up) {}

    private record Label(String text, String style, double y) {}

    Plot(Scale across, Scale up) {
        this.across = across;
        this.up = up;
    }

    private double x(double value) {
        return LEFT + across.at(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - up.at(value) * (HEIGHT - TOP - BOTTOM);
    }

    /** A line through points, which says its name when it is pointed at. */
    Plot line(String style, String name, List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(point.across()), y(point.up())));
        }
        if (!path.isEmpty()) {
            drawn.add("<path class=\"line %s\" d=\"%s\"><title>%s</title></path>%n", style, path, Markup.safe(name));
        }
        return this;
    }

    /** A name at the right end of a line, moved a little where names would cover each other. */
    Plot label(String style, String text, double value) {
        labels.add(new Label(text, style, y(value)));
        return this;
    }

    /** A column from the ground. */
    Plot column(String style, double from, double to, double value) {
        double left = x(from);
        drawn.add(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\"/>%n",
                style, left, y(value), Math.max(0.5, x(to) - left), HEIGHT - BOTTOM - y(value));
        return this;
    }

    /** A part of the time, behind all else. */
    Plot band(String text, double from, double to) {
        double left = x(from);
        drawn.add(
                "<rect class=\"band\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                left, TOP, Math.max(1, x(to) - left), HEIGHT - TOP - BOTTOM);
        drawn.add("<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>%n", left + 4, TOP + 14, Markup.safe(text));
        return this;
    }

    /** What is said when a part of the time is pointed at; the last to be added. */
    Plot hint(double from, double to, String text) {
        double left = x(from);
        drawn.add(
                "<rect class=\"hint\" x=\"%.1f\" y=\"%d\" width=\"%.2f\" height=\"%d\"><title>%s</title></rect>%n",
                left, TOP, Math.max(0.5, x(to) - left), HEIGHT - TOP - BOTTOM, Markup.safe(text));
        return this;
    }

    /**
     * The picture.
     *
     * @param id unique on its page
     * @param description what is to be seen, for those who do not see it
     */
    String svg(String id, String title, String description, String acrossName, String upName) {
        Markup svg = new Markup();
        svg.add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\">%n", WIDTH, HEIGHT, id, id);
        svg.add("<title id=\"%s-t\">%s</title>%n", id, Markup.safe(title));
        svg.add("<desc id=\"%s-d\">%s</desc>%n", id, Markup.safe(description));
        axes(svg);
        svg.add(
                "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, Markup.safe(acrossName));
        svg.add(
                "<text class=\"axis\" transform=\"translate(12 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                (TOP + HEIGHT - BOTTOM) / 2, Markup.safe(upName));
        svg.add("%s", drawn);
        names(svg);
        return svg.add("</svg>%n").toString();
    }

    private void axes(Markup svg) {
        for (Scale.Tick tick : up.ticks()) {
            double y = y(tick.value());
            svg.add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT);
            svg.add(
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT - 6, y + 4, tick.label());
        }
        for (Scale.Tick tick : across.ticks()) {
            double x = x(tick.value());
            svg.add("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", x, TOP, HEIGHT - BOTTOM);
            svg.add(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    x, HEIGHT - BOTTOM + 16, tick.label());
        }
    }

    private void names(Markup svg) {
        double free = TOP;
        List<Label> fromTop =
                labels.stream().sorted(Comparator.comparingDouble(Label::y)).toList();
        for (Label label : fromTop) {
            double y = Math.max(label.y() + 4, free);
            free = y + LABEL_GAP;
            svg.add(
                    "<text class=\"name %s\" x=\"%d\" y=\"%.1f\">%s</text>%n",
                    label.style(), WIDTH - RIGHT + 6, y, Markup.safe(label.text()));
        }
    }
}
