package dev.labctl.cli.bench;

import dev.labctl.cli.lab.CommandLineFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints every speed figure as a table: {@code Bench [--runs N] [SECTION...]}.
 *
 * <p>The AWS CLI it compares with is the one on the PATH, or the one that {@code AWS_CLI} names.
 *
 * <p>Ends with 0 when it could measure everything, whether or not a goal was missed: how fast a machine is, is no error.
 */
public final class Bench {
    private static final List<Section> SECTIONS = List.of(
            new StartUp(),
            new LocalCloudStart(),
            new Functions(),
            new Smoke(),
            new Uploads(),
            new Throughput(),
            new Databases(),
            new Backups(),
            new Pipeline(),
            new Api());
    private static final int DEFAULT_RUNS = 7;

    private Bench() {}

    /** Measures the named sections, or all of them. */
    @SuppressWarnings("SystemOut") // a program whose result is what it prints
    public static void main(String[] arguments) throws Exception {
        int runs = DEFAULT_RUNS;
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--runs")
                    && i + 1 < arguments.length
                    && arguments[i + 1].matches("[1-9]\\d{0,3}")) {
                runs = Integer.parseInt(arguments[++i]);
            } else if (SECTIONS.stream().map(Section::name).anyMatch(arguments[i]::equals)) {
                wanted.add(arguments[i]);
            } else {
                System.err.printf(
                        "bench: unknown argument '%s'%n  usage: scripts/bench [--runs N] [%s]...%n",
                        arguments[i],
                        String.join("|", SECTIONS.stream().map(Section::name).toList()));
                System.exit(2);
            }
        }
        Path aws = awsCli();
        System.out.printf(
                Locale.ROOT,
                "%d processors, Java %s, %s; medians of %d runs (least to most)%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                aws == null ? "no aws on the PATH to compare with" : "compared with " + aws,
                runs);
        for (Section section : SECTIONS) {
            if (!wanted.isEmpty() && !wanted.contains(section.name())) {
                continue;
            }
            System.out.println(section.name());
            try (CommandLineFixture line = new CommandLineFixture()) {
                section.measure(new Bed(line, runs, aws), row -> System.out.println("  " + row.text()));
            }
        }
    }

    /** The AWS CLI that {@code AWS_CLI} names, or the one on the PATH. */
    private static @Nullable Path awsCli() {
        String named = System.getenv("AWS_CLI");
        if (named != null) {
            return Path.of(named);
        }
        return Bed.onPath("aws");
    }
}
