package dev.labctl.localcloud.service.dynamodb.expression;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Something in an expression that has a value. */
public sealed interface Operand {
    /** Its value for this item; null when the item has none. */
    @Nullable
    AttributeValue of(Map<String, AttributeValue> item);

    /** An attribute of the item. */
    record Attribute(Path path) implements Operand {
        @Override
        public @Nullable AttributeValue of(Map<String, AttributeValue> item) {
            return path.of(item);
        }
    }

    /** A value of the request. */
    record Literal(AttributeValue value) implements Operand {
        @Override
        public AttributeValue of(Map<String, AttributeValue> item) {
            return value;
        }
    }

    /** {@code size(path)}. */
    record Size(Operand operand) implements Operand {
        @Override
        public @Nullable AttributeValue of(Map<String, AttributeValue> item) {
            AttributeValue value = operand.of(item);
            int length = value == null ? -1 : Values.length(value);
            return length < 0 ? null : Values.number(length);
        }
    }

    /** {@code if_not_exists(path, operand)}. */
    record IfNotExists(Path path, Operand otherwise) implements Operand {
        @Override
        public @Nullable AttributeValue of(Map<String, AttributeValue> item) {
            AttributeValue value = path.of(item);
            return value == null ? otherwise.of(item) : value;
        }
    }

    /** {@code list_append(first, second)}. */
    record ListAppend(Operand first, Operand second) implements Operand {
        @Override
        public AttributeValue of(Map<String, AttributeValue> item) {
            List<AttributeValue> all = new ArrayList<>(list(first, item));
            all.addAll(list(second, item));
            return AttributeValue.fromL(all);
        }

        private static List<AttributeValue> list(Operand operand, Map<String, AttributeValue> item) {
            return required(operand, item, AttributeValue.Type.L).l();
        }
    }

    /** {@code first + second} or {@code first - second}. */
    record Arithmetic(Operand first, Operand second, boolean isSubtraction) implements Operand {
        @Override
        public AttributeValue of(Map<String, AttributeValue> item) {
            BigDecimal a =
                    new BigDecimal(required(first, item, AttributeValue.Type.N).n());
            BigDecimal b =
                    new BigDecimal(required(second, item, AttributeValue.Type.N).n());
            return Values.number(isSubtraction ? a.subtract(b) : a.add(b));
        }
    }

    private static AttributeValue required(
            Operand operand, Map<String, AttributeValue> item, AttributeValue.Type type) {
        AttributeValue value = operand.of(item);
        if (value == null) {
            throw AwsError.validation("The provided expression refers to an attribute that does not exist in the item");
        }
        if (value.type() != type) {
            throw AwsError.validation("An operand in the update expression has an incorrect data type");
        }
        return value;
    }
}
