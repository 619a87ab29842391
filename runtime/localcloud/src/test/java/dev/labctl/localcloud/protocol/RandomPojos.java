package dev.labctl.localcloud.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.JsonValueTrait;
import software.amazon.awssdk.core.traits.TraitType;

/** Fills every member of a structure with random data, to a depth. */
final class RandomPojos {
    /**
     * Members that the client derives or gives a meaning beyond the wire: the length and checksum algorithm of the body,
     * the parts of CopySource, and the second member that reads the Expires header.
     */
    private static final Set<String> CLIENT_SETS = Set.of(
            "ContentLength", "ChecksumAlgorithm", "SourceBucket", "SourceKey", "SourceVersionId", "ExpiresString");

    private final Random random;

    RandomPojos(long seed) {
        this.random = new Random(seed);
    }

    SdkPojo fill(SdkPojo builder, int depth) {
        for (SdkField<?> field : builder.sdkFields()) {
            Object value = CLIENT_SETS.contains(field.memberName()) ? null : value(field, depth);
            if (value != null) {
                field.set(builder, value);
            }
        }
        return Fields.build(builder);
    }

    private @Nullable Object value(SdkField<?> field, int depth) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> text(field);
            case INTEGER -> field.location() == MarshallLocation.STATUS_CODE ? 200 : random.nextInt(1000);
            case BYTE -> (byte) random.nextInt(100);
            case SHORT -> (short) random.nextInt(1000);
            case LONG -> (long) random.nextInt(100_000);
            case FLOAT -> random.nextInt(100) / 4f;
            case DOUBLE -> random.nextInt(100) / 4.0;
            case BIG_DECIMAL -> new BigDecimal("1.5");
            case BOOLEAN -> random.nextBoolean();
            case INSTANT -> Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000));
            case SDK_BYTES -> SdkBytes.fromUtf8String("bytes " + random.nextInt(100) + " é");
            case DOCUMENT -> Document.mapBuilder().putString("k", "v").build();
            case LIST -> list(field, depth);
            case MAP -> map(field, depth);
            case SDK_POJO -> depth == 0 ? null : fill(Fields.newBuilder(field), depth - 1);
            case NULL -> null;
        };
    }

    private String text(SdkField<?> field) {
        return field.containsTrait(JsonValueTrait.class, TraitType.JSON_VALUE_TRAIT)
                ? "{\"a\":1}"
                : "s" + random.nextInt(1000) + "-x";
    }

    private @Nullable List<Object> list(SdkField<?> field, int depth) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Object value = value(Fields.element(field), depth);
            if (value != null) {
                values.add(value);
            }
        }
        return values.isEmpty() ? null : values;
    }

    private @Nullable Map<String, Object> map(SdkField<?> field, int depth) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < 2; i++) {
            Object value = value(Fields.mapValue(field), depth);
            if (value != null) {
                values.put("k" + i, value);
            }
        }
        return values.isEmpty() ? null : values;
    }
}
