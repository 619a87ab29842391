package dev.labctl.cli.stack;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that a template declares.
 *
 * <p>See <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html">
 * CloudFormation template Parameters syntax</a>.
 *
 * @param type {@code String}, {@code Number} and kin
 * @param defaultValue null when the deployer has to give one
 * @param description empty when the template has none
 * @param constraint what values must be, in words; empty when the template does not say it
 * @param limits the same, for programs
 */
public record TemplateParameter(
        String name, String type, @Nullable String defaultValue, String description, String constraint, Limits limits) {
    private static final String NUMBER = "Number";

    /**
     * What values may be; null and empty for anything.
     *
     * @param pattern a regular expression for the whole value
     * @param values all there are
     * @param least of a number
     * @param most of a number
     * @param shortest characters of a text
     * @param longest characters of a text
     */
    public record Limits(
            @Nullable String pattern,
            List<String> values,
            @Nullable BigDecimal least,
            @Nullable BigDecimal most,
            @Nullable Integer shortest,
            @Nullable Integer longest) {
        public Limits {
            values = List.copyOf(values);
        }
    }

    /** What a value must be and is not, as it reads after the parameter's name; empty when CloudFormation takes it. */
    public Optional<String> objection(String value) {
        Optional<String> broken = broken(value);
        return constraint.isEmpty() ? broken : broken.map(limit -> constraint);
    }

    private Optional<String> broken(String value) {
        if (limits.pattern() != null && !Pattern.matches(limits.pattern(), value)) {
            return Optional.of("must match " + limits.pattern());
        }
        if (!limits.values().isEmpty() && !limits.values().contains(value)) {
            return Optional.of("must be one of " + String.join(", ", limits.values()));
        }
        if (type.equals(NUMBER)) {
            return brokenNumber(value);
        }
        int length = value.length();
        if (limits.shortest() != null && length < limits.shortest()) {
            return Optional.of("must have at least %d characters".formatted(limits.shortest()));
        }
        return limits.longest() != null && length > limits.longest()
                ? Optional.of("must have at most %d characters".formatted(limits.longest()))
                : Optional.empty();
    }

    private Optional<String> brokenNumber(String value) {
        BigDecimal number;
        try {
            number = new BigDecimal(value.strip());
        } catch (NumberFormatException e) {
            return Optional.of("must be a number");
        }
        if (limits.least() != null && number.compareTo(limits.least()) < 0) {
            return Optional.of("must be at least " + limits.least());
        }
        return limits.most() != null && number.compareTo(limits.most()) > 0
                ? Optional.of("must be at most " + limits.most())
                : Optional.empty();
    }
}
