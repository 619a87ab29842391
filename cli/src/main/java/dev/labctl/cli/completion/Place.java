package dev.labctl.cli.completion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Where a line has got to.
 *
 * @param verb the command that the words so far have chosen
 * @param pending the option whose value comes next
 * @param parameters the parameters that were given
 * @param options the options that were given, with their last values; empty for those without one
 * @param isOptionsEnd whether {@code --} was given, after which nothing is an option
 */
public record Place(
        CommandLine verb,
        Optional<OptionSpec> pending,
        List<String> parameters,
        Map<OptionSpec, String> options,
        boolean isOptionsEnd) {
    public Place {
        parameters = List.copyOf(parameters);
        options = Map.copyOf(options);
    }

    /** After these words, which begin with a word of the root's. */
    public static Place after(CommandLine root, List<String> words) {
        CommandLine verb = root;
        Optional<OptionSpec> pending = Optional.empty();
        List<String> parameters = new ArrayList<>();
        Map<OptionSpec, String> options = new LinkedHashMap<>();
        boolean isOptionsEnd = false;
        for (String word : words) {
            CommandLine inner = verb.getSubcommands().get(word);
            if (pending.isPresent()) {
                options.put(pending.get(), word);
                pending = Optional.empty();
            } else if (inner != null && parameters.isEmpty()) {
                verb = inner;
            } else if (!isOptionsEnd && word.equals("--")) {
                isOptionsEnd = true;
            } else if (!isOptionsEnd && word.startsWith("-") && word.length() > 1) {
                int equals = word.indexOf('=');
                Optional<OptionSpec> option = option(verb, equals < 0 ? word : word.substring(0, equals));
                option.ifPresent(found -> options.put(found, equals < 0 ? "" : word.substring(equals + 1)));
                pending = equals < 0 ? option.filter(Place::takesValue) : Optional.empty();
            } else {
                parameters.add(word);
            }
        }
        return new Place(verb, pending, parameters, options, isOptionsEnd);
    }

    static Optional<OptionSpec> option(CommandLine verb, String name) {
        return Optional.ofNullable(verb.getCommandSpec().findOption(name));
    }

    static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** The parameter that comes next, unless an option does. */
    Optional<PositionalParamSpec> next() {
        int position = parameters.size();
        return spec().positionalParameters().stream()
                .filter(each -> each.index().contains(position))
                .findFirst();
    }

    /** The value of a parameter or an option, among those that were given, that is of this kind. */
    public Optional<String> given(Predicate<ArgSpec> kind) {
        List<PositionalParamSpec> all = spec().positionalParameters();
        for (int i = 0; i < parameters.size(); i++) {
            int position = i;
            boolean isMeant =
                    all.stream().filter(each -> each.index().contains(position)).anyMatch(kind);
            if (isMeant) {
                return Optional.of(parameters.get(i));
            }
        }
        return options.entrySet().stream()
                .filter(each -> kind.test(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The value that an option was given; empty when it was not. */
    public Optional<String> option(String name) {
        return option(verb, name).map(options::get);
    }

    CommandSpec spec() {
        return verb.getCommandSpec();
    }
}
