package dev.labctl.cli.cloud.advice;

import dev.labctl.cli.cloud.Target;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the table of causes. In meaning and remedy {@code $1} stands for what the pattern's first group found, and
 * {@code {aws}} for the options that point the AWS CLI at the cloud that was used.
 *
 * @param said found in AWS's sentence, after which its code stands in brackets
 * @param options what the next deploy has to be given besides what it was given
 */
record Cause(Pattern said, String meaning, String remedy, String options) {
    static Cause when(String said, String meaning, String remedy) {
        return new Cause(Pattern.compile(said), meaning, remedy, "");
    }

    Cause deployWith(String given) {
        return new Cause(said, meaning, remedy, given);
    }

    Optional<Advice> advice(AwsSentence sentence, Target target) {
        Matcher found = said.matcher(sentence.toString());
        return found.find()
                ? Optional.of(new Advice(filled(meaning, found, target), filled(remedy, found, target), options))
                : Optional.empty();
    }

    private static String filled(String text, Matcher found, Target target) {
        String filled = text.replace("{aws}", target.awsOptions());
        for (int i = 1; i <= found.groupCount(); i++) {
            filled = filled.replace("$" + i, Objects.requireNonNullElse(found.group(i), "it"));
        }
        return filled;
    }
}
