package dev.labctl.localcloud.service.dynamodb.value;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Checks the values of a request and brings them into the one form in which equal values are {@code equals}: numbers in
 * canonical text, sets sorted and without duplicates.
 */
public final class Canonical {
    private static final int MAX_DEPTH = 32;
    private static final String INVALID = "One or more parameter values were invalid: ";

    private Canonical() {}

    /**
     * The canonical form of an item or of a map of expression values.
     *
     * @throws AwsError ValidationException, in AWS's words, at the first value that DynamoDB does not take
     */
    public static Map<String, AttributeValue> of(Map<String, AttributeValue> values) {
        Map<String, AttributeValue> canonical = new LinkedHashMap<>();
        values.forEach((name, value) -> canonical.put(name, of(value, 0)));
        return canonical;
    }

    /** The canonical form of one value. */
    public static AttributeValue of(AttributeValue value) {
        return of(value, 0);
    }

    private static AttributeValue of(AttributeValue value, int depth) {
        if (depth > MAX_DEPTH) {
            throw AwsError.validation("Nesting Levels have exceeded supported limits: "
                    + "Attributes have nesting levels that are more than 32");
        }
        return switch (value.type()) {
            case S, B, BOOL -> value;
            case N -> number(value);
            case NUL -> nul(value);
            case SS ->
                AttributeValue.fromSs(
                        set(value.ss(), Function.identity(), Values.STRING_ORDER, "An string set  may not be empty"));
            case NS ->
                AttributeValue.fromNs(
                        set(value.ns(), Numbers::canonical, Values.NUMBER_ORDER, "An number set  may not be empty"));
            case BS -> AttributeValue.fromBs(binarySet(value.bs()));
            case L -> list(value.l(), depth);
            case M -> map(value.m(), depth);
            case UNKNOWN_TO_SDK_VERSION ->
                throw AwsError.validation(
                        value.equals(AttributeValue.builder().build())
                                ? "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
                                : "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
                                        + "the supported datatypes");
        };
    }

    private static AttributeValue number(AttributeValue value) {
        String canonical = Numbers.canonical(value.n());
        return canonical.equals(value.n()) ? value : AttributeValue.fromN(canonical);
    }

    private static AttributeValue nul(AttributeValue value) {
        if (!Boolean.TRUE.equals(value.nul())) {
            throw AwsError.validation(INVALID + "Null attribute value types must have the value of true");
        }
        return value;
    }

    private static AttributeValue list(List<AttributeValue> elements, int depth) {
        List<AttributeValue> canonical = new ArrayList<>(elements.size());
        for (AttributeValue element : elements) {
            canonical.add(of(element, depth + 1));
        }
        return AttributeValue.fromL(canonical);
    }

    private static AttributeValue map(Map<String, AttributeValue> members, int depth) {
        Map<String, AttributeValue> canonical = new LinkedHashMap<>();
        members.forEach((name, member) -> canonical.put(name, of(member, depth + 1)));
        return AttributeValue.fromM(canonical);
    }

    private static List<SdkBytes> binarySet(List<SdkBytes> elements) {
        return set(elements, Function.identity(), Values.BINARY_ORDER, "Binary sets should not be empty");
    }

    private static <T> List<T> set(
            List<T> elements, Function<T, T> canonical, Comparator<T> order, String messageWhenEmpty) {
        if (elements.isEmpty()) {
            throw AwsError.validation(INVALID + messageWhenEmpty);
        }
        List<T> sorted = new ArrayList<>(elements.stream().map(canonical).toList());
        if (new HashSet<>(sorted).size() < sorted.size()) {
            throw AwsError.validation(INVALID + "Input collection " + elements + " contains duplicates.");
        }
        sorted.sort(order);
        return sorted;
    }
}
