package dev.labctl.localcloud.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Writes structures as JSON or CBOR; members that are not set are left out. */
final class StructureWriter {
    /** RFC 8949 tag for seconds since 1970. */
    private static final int CBOR_EPOCH = 1;

    private final JsonFactory format;

    StructureWriter(JsonFactory format) {
        this.format = format;
    }

    /** Something that writes into an open object. */
    @FunctionalInterface
    interface Body {
        void writeTo(JsonGenerator out) throws IOException;
    }

    /** The structure's body members as one object. */
    byte[] write(SdkPojo structure) {
        return object(out -> members(out, structure));
    }

    /** One object with what {@code body} writes. */
    byte[] object(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = format.createGenerator(bytes)) {
            out.writeStartObject();
            body.writeTo(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The structure's body members into the open object. */
    void members(JsonGenerator out, SdkPojo structure) throws IOException {
        for (SdkField<?> field : structure.sdkFields()) {
            Object value = Fields.isBody(field) ? Fields.value(field, structure) : null;
            if (value != null) {
                out.writeFieldName(field.locationName());
                value(out, field, value);
            }
        }
    }

    private void value(JsonGenerator out, SdkField<?> field, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof SdkPojo structure) {
            out.writeStartObject();
            members(out, structure);
            out.writeEndObject();
        } else if (Fields.is(field, MarshallingType.LIST)) {
            out.writeStartArray();
            for (Object element : Fields.asList(value)) {
                value(out, Fields.element(field), element);
            }
            out.writeEndArray();
        } else if (Fields.is(field, MarshallingType.MAP)) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : Fields.asMap(value).entrySet()) {
                out.writeFieldName(entry.getKey().toString());
                value(out, Fields.mapValue(field), entry.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof Document document) {
            document(out, document);
        } else {
            scalar(out, field, value);
        }
    }

    private static void scalar(JsonGenerator out, SdkField<?> field, Object value) throws IOException {
        if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            out.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof BigDecimal decimal) {
            out.writeNumber(decimal);
        } else if (value instanceof SdkBytes bytes) {
            out.writeBinary(bytes.asByteArrayUnsafe());
        } else if (value instanceof Instant instant) {
            instant(out, field, instant);
        } else {
            out.writeString(value.toString());
        }
    }

    private static void instant(JsonGenerator out, SdkField<?> field, Instant instant) throws IOException {
        if (out instanceof CBORGenerator cbor) {
            cbor.writeTag(CBOR_EPOCH);
            cbor.writeNumber(instant.toEpochMilli() / 1000.0);
            return;
        }
        Format format = Scalars.format(field, Format.UNIX_TIMESTAMP);
        switch (format) {
            case UNIX_TIMESTAMP -> out.writeNumber(Scalars.epochSeconds(instant));
            case UNIX_TIMESTAMP_MILLIS -> out.writeNumber(instant.toEpochMilli());
            case ISO_8601, RFC_822 -> out.writeString(Scalars.text(instant, format));
        }
    }

    private static void document(JsonGenerator out, Document document) throws IOException {
        if (document.isMap()) {
            out.writeStartObject();
            for (Map.Entry<String, Document> entry : document.asMap().entrySet()) {
                out.writeFieldName(entry.getKey());
                document(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (document.isList()) {
            out.writeStartArray();
            for (Document element : document.asList()) {
                document(out, element);
            }
            out.writeEndArray();
        } else if (document.isNumber()) {
            out.writeNumber(document.asNumber().bigDecimalValue());
        } else if (document.isBoolean()) {
            out.writeBoolean(document.asBoolean());
        } else if (document.isNull()) {
            out.writeNull();
        } else {
            out.writeString(document.asString());
        }
    }
}
