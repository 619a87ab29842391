package dev.labctl.localcloud.identity;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The operators of a policy's {@code Condition}, without prefix ({@code ForAnyValue:}) and suffix ({@code IfExists}).
 *
 * <p>Follows "IAM JSON policy elements: Condition operators". A request value that is no number, date or address is like
 * none of the policy's values.
 */
enum ConditionOperator {
    STRING_EQUALS("StringEquals", false, Kind.PLAIN, operand -> operand::equals),
    STRING_NOT_EQUALS("StringNotEquals", true, Kind.PLAIN, operand -> operand::equals),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, Kind.PLAIN, operand -> operand::equalsIgnoreCase),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, Kind.PLAIN, operand -> operand::equalsIgnoreCase),
    STRING_LIKE("StringLike", false, Kind.PATTERN, operand -> Glob.marked(operand)::matches),
    STRING_NOT_LIKE("StringNotLike", true, Kind.PATTERN, operand -> Glob.marked(operand)::matches),
    NUMERIC_EQUALS("NumericEquals", false, Kind.PLAIN, number(order -> order == 0)),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, Kind.PLAIN, number(order -> order == 0)),
    NUMERIC_LESS_THAN("NumericLessThan", false, Kind.PLAIN, number(order -> order < 0)),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, Kind.PLAIN, number(order -> order <= 0)),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, Kind.PLAIN, number(order -> order > 0)),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, Kind.PLAIN, number(order -> order >= 0)),
    DATE_EQUALS("DateEquals", false, Kind.PLAIN, date(order -> order == 0)),
    DATE_NOT_EQUALS("DateNotEquals", true, Kind.PLAIN, date(order -> order == 0)),
    DATE_LESS_THAN("DateLessThan", false, Kind.PLAIN, date(order -> order < 0)),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, Kind.PLAIN, date(order -> order <= 0)),
    DATE_GREATER_THAN("DateGreaterThan", false, Kind.PLAIN, date(order -> order > 0)),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, Kind.PLAIN, date(order -> order >= 0)),
    BOOL("Bool", false, Kind.PLAIN, operand -> operand::equalsIgnoreCase),
    BINARY_EQUALS("BinaryEquals", false, Kind.PLAIN, operand -> operand::equals),
    IP_ADDRESS("IpAddress", false, Kind.PLAIN, operand -> IpRange.parse(operand)::contains),
    NOT_IP_ADDRESS("NotIpAddress", true, Kind.PLAIN, operand -> IpRange.parse(operand)::contains),
    ARN_EQUALS("ArnEquals", false, Kind.PATTERN, ConditionOperator::arn),
    ARN_LIKE("ArnLike", false, Kind.PATTERN, ConditionOperator::arn),
    ARN_NOT_EQUALS("ArnNotEquals", true, Kind.PATTERN, ConditionOperator::arn),
    ARN_NOT_LIKE("ArnNotLike", true, Kind.PATTERN, ConditionOperator::arn),
    /** Whether the request lacks the key; {@link Condition} answers it without looking at values. */
    NULL("Null", false, Kind.PLAIN, operand -> operand::equalsIgnoreCase);

    private static final Map<String, ConditionOperator> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(
                    operator -> operator.awsName.toLowerCase(Locale.ROOT), Function.identity()));

    private final String awsName;
    private final boolean isNegated;
    private final Kind kind;

    @SuppressWarnings("ImmutableEnumChecker") // the functions keep no state
    private final Function<String, Predicate<String>> comparison;

    /** Whether an operand's asterisks are wildcards. */
    private enum Kind {
        PLAIN,
        PATTERN
    }

    ConditionOperator(String awsName, boolean isNegated, Kind kind, Function<String, Predicate<String>> comparison) {
        this.awsName = awsName;
        this.isNegated = isNegated;
        this.kind = kind;
        this.comparison = comparison;
    }

    /** The operator with this name in any case; empty when there is none. */
    static Optional<ConditionOperator> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether it asks that a value is like none of the policy's values. */
    boolean isNegated() {
        return isNegated;
    }

    PolicyText operand(String text, boolean hasVariables) {
        return kind == Kind.PATTERN ? PolicyText.pattern(text, hasVariables) : PolicyText.plain(text, hasVariables);
    }

    /** What decides whether a request's value is like this operand; negation is the caller's. */
    Predicate<String> against(String operand) {
        return comparison.apply(operand);
    }

    private static Function<String, Predicate<String>> number(IntPredicate order) {
        return operand -> {
            Optional<BigDecimal> limit = parseNumber(operand);
            return value -> limit.isPresent()
                    && parseNumber(value)
                            .filter(number -> order.test(number.compareTo(limit.get())))
                            .isPresent();
        };
    }

    private static Function<String, Predicate<String>> date(IntPredicate order) {
        return operand -> {
            Optional<Instant> limit = parseDate(operand);
            return value -> limit.isPresent()
                    && parseDate(value)
                            .filter(instant -> order.test(instant.compareTo(limit.get())))
                            .isPresent();
        };
    }

    private static Optional<BigDecimal> parseNumber(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** W3C's profile of ISO 8601 as AWS takes it, or seconds since 1970. */
    static Optional<Instant> parseDate(String text) {
        try {
            if (text.matches("\\d{5,}")) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            if (text.matches("\\d{4}(-\\d{2}){0,2}")) {
                String day = text + "-01-01".substring(text.length() - 4);
                return Optional.of(LocalDate.parse(day).atStartOfDay().toInstant(ZoneOffset.UTC));
            }
            return Optional.of(
                    OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant());
        } catch (DateTimeParseException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Each of an ARN's six parts is matched by itself, so that no wildcard reaches over a colon before the last. */
    private static Predicate<String> arn(String operand) {
        String[] patterns = operand.split(":", 6);
        Glob[] globs = Arrays.stream(patterns).map(Glob::marked).toArray(Glob[]::new);
        Glob whole = Glob.marked(operand);
        return value -> {
            String[] parts = value.split(":", 6);
            if (globs.length != 6 || parts.length != 6) {
                return globs.length == 1 && whole.matches(value);
            }
            for (int i = 0; i < globs.length; i++) {
                if (!globs[i].matches(parts[i])) {
                    return false;
                }
            }
            return true;
        };
    }
}
