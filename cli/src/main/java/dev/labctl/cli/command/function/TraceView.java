package dev.labctl.cli.command.function;

import dev.labctl.cli.lab.trace.Gap;
import dev.labctl.cli.lab.trace.Latency;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.lab.trace.TraceEvent;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Traces, a line for each step; none is wider than the terminal, or than 80 columns where there is none. */
record TraceView(String id, List<Trace> traces) implements Result {
    private static final int USUAL_WIDTH = 80;
    private static final int NARROWEST = 24;
    private static final int LONGEST_STEP = 30;
    private static final DateTimeFormatter TO_THE_MILLISECOND =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TO_THE_SECOND =
            DateTimeFormatter.ofPattern("HH:mm:ss    ").withZone(ZoneOffset.UTC);

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("traces", traces.stream().map(TraceView::json).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(Trace trace) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("lab", trace.lab());
        json.put("subject", trace.subject());
        json.put("complete", trace.gaps().isEmpty());
        json.put("events", trace.hops().stream().map(TraceView::json).toList());
        json.put("totalMs", trace.total().map(TraceView::json).orElse(null));
        json.put("missing", trace.gaps());
        json.put("notes", trace.notes());
        return json;
    }

    private static Map<String, @Nullable Object> json(Trace.Hop hop) {
        TraceEvent event = hop.event();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("at", event.at());
        json.put("resolutionMs", event.resolution());
        json.put("sincePreviousMs", hop.sincePrevious().map(TraceView::json).orElse(null));
        json.put("where", event.place().title());
        json.put("resource", event.place().resource());
        json.put("what", event.what());
        json.put("failed", event.isFailure());
        json.put("source", event.source());
        return json;
    }

    private static Map<String, Object> json(Latency latency) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("min", latency.atLeast());
        json.put("max", latency.atMost());
        return json;
    }

    @Override
    public void print(Text text) {
        for (int index = 0; index < traces.size(); index++) {
            if (index > 0) {
                text.line("");
            }
            print(traces.get(index), text);
        }
    }

    private static void print(Trace trace, Text text) {
        Text.wrapped(trace.lab() + ": " + Text.oneLine(trace.subject()), width(text))
                .forEach(line -> text.line(text.styled(Text.Style.STRONG, line)));
        int places = trace.events().stream()
                .mapToInt(event -> event.place().title().length())
                .max()
                .orElse(0);
        @Nullable LocalDate day = null;
        for (Trace.Hop hop : trace.hops()) {
            LocalDate its = LocalDate.ofInstant(hop.event().at(), ZoneOffset.UTC);
            if (!its.equals(day)) {
                text.line(text.styled(Text.Style.QUIET, "%s UTC".formatted(its)));
                day = its;
            }
            print(hop, places, text);
        }
        trace.total().ifPresent(total -> Text.wrapped("total " + total.text() + slowest(trace), width(text))
                .forEach(text::line));
        trace.gaps().forEach(gap -> print(gap, text));
        trace.notes().forEach(note -> paragraph("note: ", note, text));
    }

    private static void print(Trace.Hop hop, int places, Text text) {
        TraceEvent event = hop.event();
        String time = (event.resolution().isZero() ? TO_THE_MILLISECOND : TO_THE_SECOND).format(event.at());
        String since = hop.sincePrevious().map(TraceView::plus).orElse("");
        String begin = "%s %9s  %-" + places + "s  ";
        begin = begin.formatted(time, since, event.place().title());
        List<String> lines =
                Text.wrapped(Text.oneLine(event.what()), Math.max(NARROWEST, width(text) - begin.length()));
        for (int index = 0; index < lines.size(); index++) {
            String what = event.isFailure() ? text.styled(Text.Style.BAD, lines.get(index)) : lines.get(index);
            text.line((index == 0 ? begin : " ".repeat(begin.length())) + what);
        }
    }

    private static String plus(Latency latency) {
        return (latency.isExact() ? "+" : "") + latency.text();
    }

    private static String slowest(Trace trace) {
        Optional<Trace.Hop> slowest = trace.slowest();
        return slowest.map(hop -> "; slowest: %s until %s: %s"
                        .formatted(
                                hop.sincePrevious().map(Latency::text).orElse(""),
                                hop.event().place().title(),
                                shortened(Text.oneLine(hop.event().what()))))
                .orElse("");
    }

    private static String shortened(String what) {
        String first = what.replaceFirst("[,;:] .*", "");
        return first.length() <= LONGEST_STEP ? first : first.substring(0, LONGEST_STEP) + "...";
    }

    private static void print(Gap gap, Text text) {
        paragraph(text.styled(Text.Style.BAD, "missing: "), gap.what(), text);
        text.line("  next: " + gap.next());
    }

    private static void paragraph(String title, String words, Text text) {
        List<String> lines = Text.wrapped(Text.oneLine(words), width(text) - "missing: ".length());
        text.line(title + lines.get(0));
        lines.stream().skip(1).forEach(line -> text.line("  " + line));
    }

    private static int width(Text text) {
        return Math.max(NARROWEST * 2, text.columns().orElse(USUAL_WIDTH));
    }
}
