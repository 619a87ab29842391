package dev.labctl.localcloud.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.traits.TraitType;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;

/** Reads structures from the XML of restXml. Elements the model does not know are passed over. */
final class XmlReader {
    /** Fills {@code builder} from the children of {@code element}. */
    void members(XmlElement element, SdkPojo builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            Object value = Fields.isBody(field) ? member(element, field) : null;
            if (value != null) {
                field.set(builder, value);
            }
        }
    }

    private @Nullable Object member(XmlElement parent, SdkField<?> field) {
        String name = field.locationName();
        if (field.containsTrait(XmlAttributeTrait.class, TraitType.XML_ATTRIBUTE_TRAIT)) {
            return parent.attributes().get(name.substring(name.indexOf(':') + 1));
        }
        if (Fields.is(field, MarshallingType.LIST)) {
            return list(parent, field);
        }
        if (Fields.is(field, MarshallingType.MAP)) {
            return map(parent, field);
        }
        XmlElement element = parent.child(name);
        return element == null ? null : value(element, field);
    }

    private Object value(XmlElement element, SdkField<?> field) {
        if (Fields.is(field, MarshallingType.SDK_POJO)) {
            SdkPojo builder = Fields.newBuilder(field);
            members(element, builder);
            return Fields.build(builder);
        }
        String text = Fields.is(field, MarshallingType.STRING)
                ? element.text()
                : element.text().strip();
        return Scalars.parse(field, text, Format.ISO_8601);
    }

    private @Nullable List<Object> list(XmlElement parent, SdkField<?> field) {
        ListTrait list = Fields.list(field);
        String memberName = Objects.requireNonNullElse(list.memberLocationName(), "member");
        List<XmlElement> elements;
        if (list.isFlattened()) {
            elements = parent.children(field.locationName());
            if (elements.isEmpty()) {
                return null;
            }
        } else {
            XmlElement wrapper = parent.child(field.locationName());
            if (wrapper == null) {
                return null;
            }
            elements = wrapper.children(memberName);
        }
        List<Object> values = new ArrayList<>();
        elements.forEach(element -> values.add(value(element, Fields.element(field))));
        return values;
    }

    private @Nullable Map<String, Object> map(XmlElement parent, SdkField<?> field) {
        MapTrait map = Fields.map(field);
        XmlElement wrapper = map.isFlattened() ? parent : parent.child(field.locationName());
        if (wrapper == null) {
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (XmlElement entry : wrapper.children(map.isFlattened() ? field.locationName() : "entry")) {
            XmlElement key = entry.child(map.keyLocationName());
            XmlElement value = entry.child(map.valueLocationName());
            if (key != null && value != null) {
                values.put(key.text(), value(value, Fields.mapValue(field)));
            }
        }
        return values;
    }
}
