package dev.labctl.localcloud.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.store.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * SDK model objects as state: a service that describes a resource by an SDK class ({@code FunctionConfiguration}) may
 * keep exactly that, as JSON by member name. Members added by a later SDK are absent in older rows.
 */
public final class SdkState {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SdkState() {}

    /** A codec for the class this builder builds, for instance {@code codec(FunctionConfiguration::builder)}. */
    public static <T extends SdkPojo> Codec<T> codec(Supplier<? extends SdkBuilder<?, T>> builder) {
        return new Codec<>() {
            @Override
            public byte[] encode(T value) {
                try {
                    return MAPPER.writeValueAsBytes(write(value));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public T decode(byte[] bytes) {
                try {
                    SdkBuilder<?, T> target = builder.get();
                    read(MAPPER.readTree(bytes), (SdkPojo) target);
                    return target.build();
                } catch (IOException e) {
                    throw new UncheckedIOException("stored state is unreadable", e);
                }
            }
        };
    }

    /**
     * Sets the members of {@code to} that {@code from} has under the same names: the SDK repeats a resource's members in
     * each response class. Returns {@code to}.
     */
    public static <B extends SdkPojo> B copy(SdkPojo from, B to) {
        Map<String, SdkField<?>> given = new LinkedHashMap<>();
        from.sdkFields().forEach(field -> given.put(field.memberName(), field));
        for (SdkField<?> field : to.sdkFields()) {
            SdkField<?> source = given.get(field.memberName());
            Object value = source == null ? null : source.getValueOrDefault(from);
            if (value != null && !isAbsent(value)) {
                field.set(to, value);
            }
        }
        return to;
    }

    private static boolean isAbsent(Object value) {
        return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap;
    }

    private static ObjectNode write(SdkPojo pojo) {
        ObjectNode node = NODES.objectNode();
        for (SdkField<?> field : pojo.sdkFields()) {
            Object value = field.getValueOrDefault(pojo);
            if (value != null && !isAbsent(value)) {
                node.set(field.memberName(), write(value));
            }
        }
        return node;
    }

    private static JsonNode write(Object value) {
        if (value instanceof SdkPojo pojo) {
            return write(pojo);
        }
        if (value instanceof List<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(item -> array.add(write(item)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((key, member) -> object.set(String.valueOf(key), write(member)));
            return object;
        }
        if (value instanceof SdkBytes bytes) {
            return NODES.binaryNode(bytes.asByteArrayUnsafe());
        }
        return MAPPER.valueToTree(value instanceof Instant ? value.toString() : value);
    }

    private static void read(JsonNode node, SdkPojo builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            JsonNode member = node.get(field.memberName());
            if (member != null) {
                field.set(builder, read(member, field));
            }
        }
    }

    private static @Nullable Object read(JsonNode node, SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (node.isNull()) {
            return null;
        }
        if (type == MarshallingType.SDK_POJO) {
            SdkPojo nested = field.constructor().get();
            read(node, nested);
            return ((SdkBuilder<?, ?>) nested).build();
        }
        if (type == MarshallingType.LIST) {
            SdkField<?> item = field.getTrait(ListTrait.class).memberFieldInfo();
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(element -> list.add(read(element, item)));
            return list;
        }
        if (type == MarshallingType.MAP) {
            SdkField<?> item = field.getTrait(MapTrait.class).valueFieldInfo();
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), read(entry.getValue(), item)));
            return map;
        }
        return scalar(node, type);
    }

    private static Object scalar(JsonNode node, MarshallingType<?> type) {
        if (type == MarshallingType.INTEGER) {
            return node.intValue();
        }
        if (type == MarshallingType.LONG) {
            return node.longValue();
        }
        if (type == MarshallingType.DOUBLE) {
            return node.doubleValue();
        }
        if (type == MarshallingType.FLOAT) {
            return node.floatValue();
        }
        if (type == MarshallingType.BOOLEAN) {
            return node.booleanValue();
        }
        if (type == MarshallingType.INSTANT) {
            return Instant.parse(node.textValue());
        }
        if (type == MarshallingType.SDK_BYTES) {
            try {
                return SdkBytes.fromByteArray(node.binaryValue());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return node.textValue();
    }
}
