package dev.labctl.localcloud.service.s3;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** Members that many of S3's request and response classes have without a common interface, by AWS's names. */
final class SdkMembers {
    private static final ClassValue<Map<String, SdkField<?>>> FIELDS = new ClassValue<>() {
        @Override
        protected Map<String, SdkField<?>> computeValue(Class<?> type) {
            return Collections.synchronizedMap(new HashMap<>());
        }
    };

    private SdkMembers() {}

    /** The value of that member; null when it is not set or the class has no such member. */
    static @Nullable Object get(SdkPojo pojo, String member) {
        SdkField<?> field = field(pojo, member);
        return field == null ? null : field.getValueOrDefault(pojo);
    }

    /** The text of that member; null when it is not set or the class has no such member. */
    static @Nullable String text(SdkPojo pojo, String member) {
        Object value = get(pojo, member);
        return value == null ? null : value.toString();
    }

    /** Sets the member of a builder, if its class has it. */
    static void set(SdkPojo builder, String member, @Nullable Object value) {
        SdkField<?> field = field(builder, member);
        if (field != null && value != null) {
            field.set(builder, value);
        }
    }

    private static @Nullable SdkField<?> field(SdkPojo pojo, String member) {
        Map<String, SdkField<?>> fields = FIELDS.get(pojo.getClass());
        if (fields.isEmpty()) {
            Map<String, SdkField<?>> all = new HashMap<>();
            pojo.sdkFields().forEach(field -> {
                all.put(field.memberName(), field);
                if (field.location() == MarshallLocation.PATH || field.location() == MarshallLocation.GREEDY_PATH) {
                    // Copies call their path DestinationBucket and DestinationKey.
                    all.put(field.locationName(), field);
                }
            });
            fields.putAll(all);
        }
        return fields.get(member);
    }
}
