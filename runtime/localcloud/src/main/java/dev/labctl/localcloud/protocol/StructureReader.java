package dev.labctl.localcloud.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Reads structures from JSON or CBOR. Members the model does not know are passed over, as AWS does. */
final class StructureReader {
    private final JsonFactory format;

    StructureReader(JsonFactory format) {
        this.format = format;
    }

    /**
     * Fills {@code builder} from a document that is one object.
     *
     * @throws WireFormatException when it is not, or a member's value does not fit its type
     */
    void read(byte[] document, SdkPojo builder) {
        if (document.length == 0) {
            return;
        }
        try (JsonParser parser = format.createParser(document)) {
            parser.nextToken();
            members(parser, builder, "the body");
            if (parser.nextToken() != null) {
                throw new WireFormatException("unexpected data after the body's end");
            }
        } catch (JsonProcessingException e) {
            throw new WireFormatException(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void members(JsonParser parser, SdkPojo builder, String where) throws IOException {
        expect(parser, JsonToken.START_OBJECT, where);
        Map<String, SdkField<?>> fields = builder.sdkFieldNameToField();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            SdkField<?> field = fields.get(parser.currentName());
            parser.nextToken();
            if (field == null || !Fields.isBody(field)) {
                parser.skipChildren();
            } else {
                field.set(builder, value(parser, field));
            }
        }
    }

    private @Nullable Object value(JsonParser parser, SdkField<?> field) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (Fields.is(field, MarshallingType.SDK_POJO)) {
            SdkPojo builder = Fields.newBuilder(field);
            members(parser, builder, field.memberName());
            return Fields.build(builder);
        }
        if (Fields.is(field, MarshallingType.LIST)) {
            return list(parser, field);
        }
        if (Fields.is(field, MarshallingType.MAP)) {
            return map(parser, field);
        }
        if (Fields.is(field, MarshallingType.DOCUMENT)) {
            return document(parser);
        }
        return scalar(parser, field);
    }

    private List<@Nullable Object> list(JsonParser parser, SdkField<?> field) throws IOException {
        expect(parser, JsonToken.START_ARRAY, field.memberName());
        SdkField<?> element = Fields.element(field);
        List<@Nullable Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(element(parser, element));
        }
        return values;
    }

    private Map<String, @Nullable Object> map(JsonParser parser, SdkField<?> field) throws IOException {
        expect(parser, JsonToken.START_OBJECT, field.memberName());
        SdkField<?> element = Fields.mapValue(field);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            values.put(key, element(parser, element));
        }
        return values;
    }

    /** A list or map may leave structures out; a number or text is there (Smithy: only what is sparse has nulls). */
    private @Nullable Object element(JsonParser parser, SdkField<?> field) throws IOException {
        Object value = value(parser, field);
        boolean isStructure = Fields.is(field, MarshallingType.SDK_POJO)
                || Fields.is(field, MarshallingType.LIST)
                || Fields.is(field, MarshallingType.MAP)
                || Fields.is(field, MarshallingType.DOCUMENT);
        if (value == null && !isStructure) {
            throw new WireFormatException("a value must not be null");
        }
        return value;
    }

    private static Object scalar(JsonParser parser, SdkField<?> field) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_EMBEDDED_OBJECT) {
            return SdkBytes.fromByteArrayUnsafe(parser.getBinaryValue());
        }
        if (!token.isScalarValue()) {
            throw new WireFormatException(field.memberName() + " must not be a structure or list");
        }
        if (Fields.is(field, MarshallingType.STRING) && token != JsonToken.VALUE_STRING) {
            throw new WireFormatException(field.memberName() + " must be a string");
        }
        if (Fields.is(field, MarshallingType.BOOLEAN) && !token.isBoolean()) {
            throw new WireFormatException(field.memberName() + " must be a boolean");
        }
        if (Fields.is(field, MarshallingType.INSTANT) && token.isNumeric()) {
            return instant(parser, field);
        }
        return Scalars.parse(field, parser.getText(), Format.ISO_8601);
    }

    private static Object instant(JsonParser parser, SdkField<?> field) throws IOException {
        BigDecimal number = parser.getDecimalValue();
        return Scalars.format(field, Format.UNIX_TIMESTAMP) == Format.UNIX_TIMESTAMP_MILLIS
                ? java.time.Instant.ofEpochMilli(number.longValue())
                : Scalars.ofEpochSeconds(number);
    }

    private static Document document(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Document> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, document(parser));
                }
                yield Document.fromMap(members);
            }
            case START_ARRAY -> {
                List<Document> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(document(parser));
                }
                yield Document.fromList(elements);
            }
            case VALUE_TRUE -> Document.fromBoolean(true);
            case VALUE_FALSE -> Document.fromBoolean(false);
            case VALUE_NULL -> Document.fromNull();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Document.fromNumber(parser.getText());
            default -> Document.fromString(parser.getText());
        };
    }

    private static void expect(JsonParser parser, JsonToken expected, String where) {
        if (parser.currentToken() != expected) {
            throw new WireFormatException(
                    where + " must be " + (expected == JsonToken.START_ARRAY ? "a list" : "an object"));
        }
    }
}
