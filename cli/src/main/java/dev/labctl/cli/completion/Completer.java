package dev.labctl.cli.completion;

import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Completes command lines: verbs, options, and their values, which are those of their type, those that their label lists
 * ({@code text|json}), or those of the {@link Source} they are {@link CompletedBy}.
 */
public final class Completer {
    private static final Pattern CHOICES = Pattern.compile("[a-z0-9]+(\\|[a-z0-9]+)+(=[A-Z]+)?");

    private final CommandLine root;
    private final Values values;

    /** For the commands of {@code root}. */
    public Completer(CommandLine root, Values values) {
        this.root = root;
        this.values = values;
    }

    /**
     * What the word can become that comes after these words.
     *
     * @param words the whole words before it, without {@code labctl} itself
     * @param begun what is there of the word
     */
    public List<Completion> complete(List<String> words, String begun) {
        Place place = Place.after(root, words);
        int equals = begun.indexOf('=');
        Stream<Completion> all;
        if (place.pending().isPresent()) {
            all = valuesOf(place.pending().get(), place, begun);
        } else if (place.isOptionsEnd() || !begun.startsWith("-")) {
            all = words(place, begun);
        } else if (equals < 0) {
            all = options(place);
        } else {
            all = assigned(place, begun.substring(0, equals), begun.substring(equals + 1));
        }
        return all.filter(each -> each.value().startsWith(begun)).distinct().toList();
    }

    private Stream<Completion> assigned(Place place, String name, String begun) {
        return Place.option(place.verb(), name).filter(Place::takesValue).stream()
                .flatMap(option -> valuesOf(option, place, begun))
                .map(each -> new Completion(name + "=" + each.value(), each.description()));
    }

    private Stream<Completion> words(Place place, String begun) {
        Stream<Completion> verbs = place.parameters().isEmpty() ? verbs(place.verb()) : Stream.empty();
        Stream<Completion> parameters = place.next().stream().flatMap(next -> valuesOf(next, place, begun));
        return Stream.concat(verbs, parameters)
                .filter(each -> !place.parameters().contains(each.value()));
    }

    private static Stream<Completion> verbs(CommandLine line) {
        return line.getSubcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .map(each ->
                        new Completion(each.getKey(), summary(each.getValue().getCommandSpec())));
    }

    /** What a command does, in its first sentence. */
    public static String summary(CommandSpec spec) {
        return first(spec.usageMessage().description());
    }

    private static String first(String[] description) {
        return description.length == 0 ? "" : description[0].replaceFirst("(?s)[.;:] .*", "");
    }

    private static Stream<Completion> options(Place place) {
        return place.spec().options().stream()
                .filter(option -> !option.hidden())
                .filter(option -> option.isMultiValue() || !place.options().containsKey(option))
                .map(option -> new Completion(option.longestName(), first(option.description())));
    }

    /** The values of an option or a parameter; of a list, the last of which is begun, each with those before it. */
    private Stream<Completion> valuesOf(ArgSpec argument, Place place, String begun) {
        String separator = argument.splitRegex();
        int last = separator.equals(",") ? begun.lastIndexOf(',') + 1 : 0;
        String before = begun.substring(0, last);
        List<String> taken = Arrays.asList(before.split(",", -1));
        Stream<Completion> all = single(argument, place, begun.substring(last));
        return before.isEmpty()
                ? all
                : all.filter(each -> !taken.contains(each.value()))
                        .map(each -> new Completion(before + each.value(), each.description()));
    }

    private Stream<Completion> single(ArgSpec argument, Place place, String begun) {
        String label = argument.paramLabel();
        List<Source> sources = sources(argument);
        Stream<Completion> live = sources.stream()
                .filter(each -> each != Source.FILE)
                .flatMap(each -> values.of(each, place, begun).stream());
        Stream<Completion> known;
        if (isLab(argument)) {
            known = Labs.all().stream().map(lab -> new Completion(lab.slug(), lab.summary()));
        } else if (CHOICES.matcher(label).matches()) {
            known = choices(label, begun);
        } else {
            known = candidates(argument);
        }
        Stream<Completion> files = sources.contains(Source.FILE) ? FileNames.begunBy(begun) : Stream.empty();
        return Stream.of(known, live, files).flatMap(each -> each);
    }

    /** Whether an option or a parameter names a lab. */
    public static boolean isLab(ArgSpec argument) {
        return argument.auxiliaryTypes()[0] == Lab.class
                || argument.paramLabel().startsWith("LAB");
    }

    private static List<Source> sources(ArgSpec argument) {
        CompletedBy by = argument.userObject() instanceof AnnotatedElement element
                ? element.getAnnotation(CompletedBy.class)
                : null;
        if (by != null) {
            return List.of(by.value());
        }
        return argument.auxiliaryTypes()[0] == Path.class ? List.of(Source.FILE) : List.of();
    }

    /** Those of a label like {@code text|json}, or {@code junit|json=FILE}. */
    private static Stream<Completion> choices(String label, String begun) {
        int equals = label.indexOf('=');
        if (equals < 0) {
            return Arrays.stream(label.split("\\|", -1)).map(Completion::of);
        }
        List<Completion> all = new ArrayList<>();
        for (String word : label.substring(0, equals).split("\\|", -1)) {
            String sign = word + "=";
            if (begun.startsWith(sign)) {
                FileNames.begunBy(begun.substring(sign.length()))
                        .map(Completion::value)
                        .forEach(file -> all.add(Completion.of(sign + file)));
            } else {
                all.add(Completion.of(sign));
            }
        }
        return all.stream();
    }

    /** Those of an enum, as they are typed. */
    private static Stream<Completion> candidates(ArgSpec argument) {
        @Nullable Iterable<String> candidates = argument.completionCandidates();
        return Optional.ofNullable(candidates).stream()
                .flatMap(each -> StreamSupport.stream(each.spliterator(), false))
                .map(each -> Completion.of(each.toLowerCase(Locale.ROOT)));
    }
}
