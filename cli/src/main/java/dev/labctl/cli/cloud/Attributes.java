package dev.labctl.cli.cloud;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB's attribute values as plain values, and back. */
final class Attributes {
    private Attributes() {}

    static Map<String, Object> plain(Map<String, AttributeValue> item) {
        Map<String, Object> plain = new LinkedHashMap<>();
        item.forEach((name, value) -> {
            Object converted = plain(value);
            if (converted != null) {
                plain.put(name, converted);
            }
        });
        return plain;
    }

    private static @Nullable Object plain(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> new BigDecimal(value.n());
            case B -> value.b().asByteArray();
            case BOOL -> value.bool();
            case NUL -> null;
            case SS -> List.copyOf(value.ss());
            case NS -> value.ns().stream().map(BigDecimal::new).toList();
            case BS -> value.bs().stream().map(SdkBytes::asByteArray).toList();
            case L -> value.l().stream().map(Attributes::plain).toList();
            case M -> plain(value.m());
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("an attribute of a new type: " + value);
        };
    }

    static Map<String, AttributeValue> wire(Map<String, ?> item) {
        Map<String, AttributeValue> wire = new LinkedHashMap<>();
        item.forEach((name, value) -> wire.put(name, wire(value)));
        return wire;
    }

    static AttributeValue wire(@Nullable Object value) {
        if (value == null) {
            return AttributeValue.fromNul(true);
        }
        if (value instanceof String text) {
            return AttributeValue.fromS(text);
        }
        if (value instanceof Number number) {
            return AttributeValue.fromN(number.toString());
        }
        if (value instanceof Boolean flag) {
            return AttributeValue.fromBool(flag);
        }
        if (value instanceof byte[] bytes) {
            return AttributeValue.fromB(SdkBytes.fromByteArray(bytes));
        }
        if (value instanceof Collection<?> list) {
            return AttributeValue.fromL(list.stream().map(Attributes::wire).toList());
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, AttributeValue> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put(String.valueOf(name), wire(member)));
            return AttributeValue.fromM(members);
        }
        throw new IllegalArgumentException("DynamoDB has no type for " + value.getClass());
    }
}
