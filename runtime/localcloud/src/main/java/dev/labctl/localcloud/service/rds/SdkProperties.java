package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.rds.model.Tag;

/** Puts a resource's properties into a request whose members have the same names, but for their case. */
final class SdkProperties {
    static final Schema TAG_LIST =
            Schema.listOf(ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING));

    private SdkProperties() {}

    /** Sets those members that have a property of these names. */
    static <B extends SdkPojo> B fill(B request, Properties properties, Iterable<String> names) {
        Map<String, SdkField<?>> members = new HashMap<>();
        request.sdkFields().forEach(field -> members.put(field.memberName().toLowerCase(Locale.ROOT), field));
        for (String name : names) {
            SdkField<?> field = members.get(name.toLowerCase(Locale.ROOT));
            if (field != null && properties.has(name)) {
                set(request, field, properties, name);
            }
        }
        return request;
    }

    private static void set(SdkPojo request, SdkField<?> field, Properties properties, String name) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.INTEGER) {
            field.set(request, integer(name, properties.string(name).orElseThrow()));
        } else if (type == MarshallingType.BOOLEAN) {
            field.set(request, properties.bool(name).orElseThrow());
        } else if (type == MarshallingType.LIST) {
            field.set(request, properties.strings(name));
        } else {
            field.set(request, properties.string(name).orElseThrow());
        }
    }

    /** CloudFormation takes numbers as text, {@code AllocatedStorage: '20'}. */
    static Integer integer(String name, String value) {
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw RdsErrors.invalidValue("Invalid value for " + name + ": " + value);
        }
    }

    static List<Tag> tags(Map<String, String> tags) {
        return new RdsTables.TagSet(tags).list();
    }
}
