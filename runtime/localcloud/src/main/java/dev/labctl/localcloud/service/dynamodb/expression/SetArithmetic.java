package dev.labctl.localcloud.service.dynamodb.expression;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.value.Canonical;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What ADD and DELETE do to numbers and sets. */
final class SetArithmetic {
    private SetArithmetic() {}

    /** The number or set plus the added one; {@code added} alone when there was none. */
    static AttributeValue add(@Nullable AttributeValue current, AttributeValue added) {
        if (current == null) {
            return added;
        }
        requireSameType(current, added);
        return switch (added.type()) {
            case N -> Values.number(new BigDecimal(current.n()).add(new BigDecimal(added.n())));
            case SS -> Canonical.of(AttributeValue.fromSs(union(current.ss(), added.ss())));
            case NS -> Canonical.of(AttributeValue.fromNs(union(current.ns(), added.ns())));
            case BS -> Canonical.of(AttributeValue.fromBs(union(current.bs(), added.bs())));
            case S, B, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> throw wrongType();
        };
    }

    /** The set without the removed elements; null when none are left. */
    static @Nullable AttributeValue subtract(AttributeValue current, AttributeValue removed) {
        requireSameType(current, removed);
        return switch (removed.type()) {
            case SS -> {
                List<String> rest = difference(current.ss(), removed.ss());
                yield rest.isEmpty() ? null : AttributeValue.fromSs(rest);
            }
            case NS -> {
                List<String> rest = difference(current.ns(), removed.ns());
                yield rest.isEmpty() ? null : AttributeValue.fromNs(rest);
            }
            case BS -> {
                List<software.amazon.awssdk.core.SdkBytes> rest = difference(current.bs(), removed.bs());
                yield rest.isEmpty() ? null : AttributeValue.fromBs(rest);
            }
            case S, N, B, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> throw wrongType();
        };
    }

    private static void requireSameType(AttributeValue current, AttributeValue operand) {
        if (current.type() != operand.type()) {
            throw wrongType();
        }
    }

    private static AwsError wrongType() {
        return AwsError.validation("An operand in the update expression has an incorrect data type");
    }

    private static <T> List<T> union(List<T> a, List<T> b) {
        List<T> all = new ArrayList<>(a);
        Set<T> known = new HashSet<>(a);
        b.stream().filter(known::add).forEach(all::add);
        return all;
    }

    private static <T> List<T> difference(List<T> a, List<T> b) {
        Set<T> removed = new HashSet<>(b);
        return a.stream().filter(element -> !removed.contains(element)).toList();
    }
}
