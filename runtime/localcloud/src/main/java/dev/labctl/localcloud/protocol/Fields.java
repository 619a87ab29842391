package dev.labctl.localcloud.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TraitType;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Reading the SDK's field metadata. */
final class Fields {
    private Fields() {}

    static boolean is(SdkField<?> field, MarshallingType<?> type) {
        return field.marshallingType() == type;
    }

    static ListTrait list(SdkField<?> field) {
        return field.getTrait(ListTrait.class, TraitType.LIST_TRAIT);
    }

    static SdkField<?> element(SdkField<?> field) {
        return list(field).memberFieldInfo();
    }

    static MapTrait map(SdkField<?> field) {
        return field.getTrait(MapTrait.class, TraitType.MAP_TRAIT);
    }

    static SdkField<?> mapValue(SdkField<?> field) {
        return map(field).valueFieldInfo();
    }

    static boolean isBody(SdkField<?> field) {
        return field.location() == MarshallLocation.PAYLOAD;
    }

    /** The member that alone is the body, as S3's GetBucketPolicy has; null when the body holds all members. */
    static @Nullable SdkField<?> payloadMember(SdkPojo pojo) {
        for (SdkField<?> field : pojo.sdkFields()) {
            if (field.containsTrait(PayloadTrait.class, TraitType.PAYLOAD_TRAIT)) {
                return field;
            }
        }
        return null;
    }

    /** The member's value; null when it was never set, also for the SDK's own empty lists and maps. */
    static @Nullable Object value(SdkField<?> field, SdkPojo pojo) {
        Object value = field.getValueOrDefault(pojo);
        return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap ? null : value;
    }

    /** The finished value of a builder; structures without one are their own builder. */
    static SdkPojo build(SdkPojo builder) {
        return builder instanceof SdkBuilder<?, ?> sdkBuilder ? (SdkPojo) sdkBuilder.build() : builder;
    }

    static SdkPojo newBuilder(SdkField<?> structure) {
        return structure.constructor().get();
    }

    /** The name of the structure, also when given its builder: {@code SendMessageBatchRequest}. */
    static String structureName(SdkPojo pojo) {
        Class<?> type = pojo.getClass();
        Class<?> enclosing = type.getEnclosingClass();
        return (enclosing == null ? type : enclosing).getSimpleName();
    }

    static List<?> asList(Object value) {
        return (List<?>) value;
    }

    static Map<?, ?> asMap(Object value) {
        return (Map<?, ?>) value;
    }
}
