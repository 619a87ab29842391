package dev.labctl.cli.cloud.advice;

import dev.labctl.cli.cloud.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a failure means, and what helps.
 *
 * @param meaning AWS's sentence in plain words; empty where that says it plainly itself
 * @param remedy what to do before trying again; empty when trying again is all
 * @param options what a deploy has to be given then, {@code --parameter EngineVersion=VERSION}; mostly empty
 */
public record Advice(String meaning, String remedy, String options) {
    private static final List<List<Cause>> ANYWHERE = List.of(
            PermissionCauses.ALL,
            NameCauses.ALL,
            QuotaCauses.ALL,
            DatabaseCauses.ALL,
            DependencyCauses.ALL,
            TemplateCauses.ALL,
            ServiceCauses.ALL);

    /** The advice for a failure whose cause is in the table; nothing is better than a guess for the others. */
    public static Optional<Advice> on(AwsSentence said, Target target) {
        return first(ANYWHERE.stream(), said, target);
    }

    /** The same for what a function of a lab threw. */
    public static Optional<Advice> onFunction(AwsSentence thrown, Target target) {
        return first(Stream.concat(Stream.of(FunctionCauses.ALL), ANYWHERE.stream()), thrown, target);
    }

    private static Optional<Advice> first(Stream<List<Cause>> tables, AwsSentence said, Target target) {
        return tables.flatMap(List::stream)
                .flatMap(cause -> cause.advice(said, target).stream())
                .findFirst();
    }
}
