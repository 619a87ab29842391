package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.core.WireNames.Flattened;
import java.nio.charset.StandardCharsets;
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
import software.amazon.awssdk.core.traits.TraitType;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;

/** Writes structures as the XML that awsQuery, ec2Query and restXml share; members that are not set are left out. */
final class XmlWriter {
    private final WireNames names;
    private final StringBuilder out = new StringBuilder(256);

    XmlWriter(WireNames names) {
        this.names = names;
    }

    XmlWriter declaration() {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        return this;
    }

    XmlWriter open(String name) {
        out.append('<').append(name).append('>');
        return this;
    }

    /** Opens a document's root element, in the service's namespace when it has one. */
    XmlWriter openRoot(String name) {
        return names.xmlNamespace().isEmpty() ? open(name) : open(name + " xmlns=\"" + names.xmlNamespace() + "\"");
    }

    XmlWriter close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    XmlWriter element(String name, String text) {
        return open(name).text(text).close(name);
    }

    byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The structure's body members, each as an element. */
    XmlWriter members(SdkPojo structure) {
        String owner = Fields.structureName(structure);
        for (SdkField<?> field : structure.sdkFields()) {
            Object value = Fields.isBody(field) && !isAttribute(field) ? Fields.value(field, structure) : null;
            if (value != null) {
                member(owner, field, value);
            }
        }
        return this;
    }

    private void member(String owner, SdkField<?> field, Object value) {
        String name = field.unmarshallLocationName();
        Optional<Flattened> flattened = names.flattened(owner, field.locationName());
        if (flattened.isPresent()) {
            flattened(flattened.get(), field, value);
        } else if (Fields.is(field, MarshallingType.LIST)) {
            ListTrait list = Fields.list(field);
            if (list.isFlattened()) {
                elements(field, value, Objects.requireNonNullElse(list.memberLocationName(), name));
            } else {
                open(name);
                elements(field, value, Objects.requireNonNullElse(list.memberLocationName(), "member"));
                close(name);
            }
        } else if (Fields.is(field, MarshallingType.MAP)) {
            MapTrait map = Fields.map(field);
            if (map.isFlattened()) {
                entries(field, value, Flattened.map(name, map.keyLocationName(), map.valueLocationName()));
            } else {
                open(name);
                entries(field, value, Flattened.map("entry", map.keyLocationName(), map.valueLocationName()));
                close(name);
            }
        } else {
            value(name, field, value);
        }
    }

    /** One value as an element of this name. */
    XmlWriter value(String name, SdkField<?> field, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        if (value instanceof SdkPojo structure) {
            open(name + attributes(field, structure));
            members(structure);
            return close(name);
        }
        if (Fields.is(field, MarshallingType.LIST) || Fields.is(field, MarshallingType.MAP)) {
            throw new IllegalArgumentException("a list or map directly inside a list: " + name);
        }
        return element(name, Scalars.text(field, value, Format.ISO_8601));
    }

    private void flattened(Flattened name, SdkField<?> field, Object value) {
        if (name.key().isEmpty()) {
            elements(field, value, name.name());
        } else {
            entries(field, value, name);
        }
    }

    private void elements(SdkField<?> field, Object list, String name) {
        for (Object element : Fields.asList(list)) {
            value(name, Fields.element(field), element);
        }
    }

    private void entries(SdkField<?> field, Object map, Flattened name) {
        for (Map.Entry<?, ?> entry : Fields.asMap(map).entrySet()) {
            open(name.name());
            element(name.key(), entry.getKey().toString());
            value(name.value(), Fields.mapValue(field), entry.getValue());
            close(name.name());
        }
    }

    private static boolean isAttribute(SdkField<?> field) {
        return field.containsTrait(XmlAttributeTrait.class, TraitType.XML_ATTRIBUTE_TRAIT);
    }

    /** Namespaces and members that are attributes, as of S3's Grantee. */
    private static String attributes(SdkField<?> field, SdkPojo structure) {
        XmlAttributesTrait trait = field.getTrait(XmlAttributesTrait.class, TraitType.XML_ATTRIBUTES_TRAIT);
        if (trait == null) {
            return "";
        }
        StringBuilder attributes = new StringBuilder();
        trait.attributes().forEach((name, accessor) -> {
            Object value = accessor.attributeGetter().apply(structure);
            if (value != null) {
                attributes
                        .append(' ')
                        .append(name)
                        .append("=\"")
                        .append(escape(value.toString()))
                        .append('"');
            }
        });
        return attributes.toString();
    }

    XmlWriter text(String text) {
        out.append(escape(text));
        return this;
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    if (c < ' ' && c != '\n' && c != '\t') {
                        escaped.append("&#x").append(Integer.toHexString(c)).append(';');
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }
}
