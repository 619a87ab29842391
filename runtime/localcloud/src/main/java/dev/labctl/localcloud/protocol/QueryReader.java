package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.core.WireNames.Flattened;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Reads structures from awsQuery or ec2Query parameters. */
final class QueryReader {
    private final WireNames names;
    private final boolean alwaysFlat;

    /** A reader; {@code alwaysFlat} for ec2Query, whose lists never have a {@code member} level. */
    QueryReader(WireNames names, boolean alwaysFlat) {
        this.names = names;
        this.alwaysFlat = alwaysFlat;
    }

    /** Fills {@code builder} from the children of {@code node}. */
    void read(FormNode node, SdkPojo builder) {
        String owner = Fields.structureName(builder);
        for (SdkField<?> field : builder.sdkFields()) {
            Object value = member(node, owner, field);
            if (value != null) {
                field.set(builder, value);
            }
        }
    }

    private @Nullable Object member(FormNode parent, String owner, SdkField<?> field) {
        Optional<Flattened> flattened = names.flattened(owner, field.locationName());
        if (flattened.isPresent()) {
            FormNode entries = parent.child(flattened.get().name());
            return entries == null ? null : flattened(entries, field, flattened.get());
        }
        if (Fields.is(field, MarshallingType.LIST) && !alwaysFlat) {
            ListTrait list = Fields.list(field);
            if (list.isFlattened() && list.memberLocationName() != null) {
                FormNode entries = parent.child(list.memberLocationName());
                return entries == null ? null : list(entries, field);
            }
        }
        FormNode node = parent.child(field.locationName());
        return node == null ? null : value(node, field);
    }

    private Object flattened(FormNode entries, SdkField<?> field, Flattened name) {
        return name.key().isEmpty() ? list(entries, field) : map(entries, field, name.key(), name.value());
    }

    private @Nullable Object value(FormNode node, SdkField<?> field) {
        if (Fields.is(field, MarshallingType.SDK_POJO)) {
            SdkPojo builder = Fields.newBuilder(field);
            read(node, builder);
            return Fields.build(builder);
        }
        if (Fields.is(field, MarshallingType.LIST)) {
            ListTrait list = Fields.list(field);
            String member = Objects.requireNonNullElse(list.memberLocationName(), "member");
            FormNode entries = alwaysFlat || list.isFlattened() ? node : node.child(member);
            return entries == null ? emptyList(node) : list(entries, field);
        }
        if (Fields.is(field, MarshallingType.MAP)) {
            MapTrait map = Fields.map(field);
            FormNode entries = map.isFlattened() ? node : node.child("entry");
            return entries == null ? null : map(entries, field, map.keyLocationName(), map.valueLocationName());
        }
        String text = node.value();
        return text == null ? null : Scalars.parse(field, text, Format.ISO_8601);
    }

    /** awsQuery spells an empty list {@code Name=}. */
    private static @Nullable List<?> emptyList(FormNode node) {
        return node.value() != null && !node.hasChildren() ? List.of() : null;
    }

    private List<@Nullable Object> list(FormNode entries, SdkField<?> field) {
        List<@Nullable Object> values = new ArrayList<>();
        for (FormNode entry : entries.numbered()) {
            values.add(value(entry, Fields.element(field)));
        }
        return values;
    }

    private Map<String, @Nullable Object> map(FormNode entries, SdkField<?> field, String keyName, String valueName) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (FormNode entry : entries.numbered()) {
            FormNode key = entry.child(keyName);
            FormNode value = entry.child(valueName);
            if (key == null || key.value() == null) {
                throw new WireFormatException("an entry of " + field.memberName() + " has no " + keyName);
            }
            values.put(
                    Objects.requireNonNull(key.value()), value == null ? null : value(value, Fields.mapValue(field)));
        }
        return values;
    }
}
