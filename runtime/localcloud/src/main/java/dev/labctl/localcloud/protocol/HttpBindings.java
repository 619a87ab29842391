package dev.labctl.localcloud.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.JsonValueTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.traits.TraitType;

/** The members of REST requests and responses that travel in path, query string, headers and status. */
final class HttpBindings {
    private HttpBindings() {}

    /** Sets the request's members from path, query string and headers. */
    static void read(OperationModel operation, WireRequest request, SdkPojo builder) {
        Map<String, String> labels = PathTemplate.of(operation)
                .match(request.rawPath())
                .orElseThrow(() -> new WireFormatException("the path is not one of " + operation.name()));
        for (SdkField<?> field : builder.sdkFields()) {
            Object value =
                    switch (field.location()) {
                        case PATH, GREEDY_PATH -> label(labels, field);
                        case QUERY_PARAM -> queryValue(request.query(), field);
                        case HEADER -> headerValue(request, field);
                        case PAYLOAD, STATUS_CODE -> null;
                    };
            if (value != null) {
                field.set(builder, value);
            }
        }
    }

    private static @Nullable Object label(Map<String, String> labels, SdkField<?> field) {
        String text = labels.get(field.locationName());
        return text == null ? null : Scalars.parse(field, text, Format.ISO_8601);
    }

    private static @Nullable Object queryValue(QueryParameters query, SdkField<?> field) {
        if (Fields.is(field, MarshallingType.MAP)) {
            return null;
        }
        List<String> values = query.values(field.locationName());
        if (values.isEmpty()) {
            return null;
        }
        if (Fields.is(field, MarshallingType.LIST)) {
            List<Object> parsed = new ArrayList<>();
            values.forEach(value -> parsed.add(Scalars.parse(Fields.element(field), value, Format.ISO_8601)));
            return parsed;
        }
        boolean absent = values.get(0).isEmpty() && !Fields.is(field, MarshallingType.STRING);
        return absent ? null : Scalars.parse(field, values.get(0), Format.ISO_8601);
    }

    private static @Nullable Object headerValue(WireRequest request, SdkField<?> field) {
        if (Fields.is(field, MarshallingType.MAP)) {
            return prefixed(request, field.locationName().toLowerCase(Locale.ROOT));
        }
        Optional<String> text = request.header(field.locationName());
        if (text.isEmpty()) {
            return null;
        }
        if (Fields.is(field, MarshallingType.LIST)) {
            List<Object> values = new ArrayList<>();
            for (String part : text.get().split(",", -1)) {
                values.add(Scalars.parse(Fields.element(field), part.strip(), Format.RFC_822));
            }
            return values;
        }
        if (field.containsTrait(JsonValueTrait.class, TraitType.JSON_VALUE_TRAIT)) {
            return new String(Base64.getDecoder().decode(text.get()), StandardCharsets.UTF_8);
        }
        return Scalars.parse(field, text.get(), Format.RFC_822);
    }

    /** A map member as S3's user metadata: one header for each entry. */
    private static @Nullable Map<String, String> prefixed(WireRequest request, String prefix) {
        Map<String, String> values = new LinkedHashMap<>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                values.put(name.substring(prefix.length()), value);
            }
        });
        return values.isEmpty() ? null : values;
    }

    /** The status code a response member sets; 200 when none does. */
    static int status(SdkPojo response) {
        if (response instanceof SdkResponse answer && answer.sdkHttpResponse() != null) {
            return answer.sdkHttpResponse().statusCode();
        }
        for (SdkField<?> field : response.sdkFields()) {
            if (field.location() == MarshallLocation.STATUS_CODE
                    && field.getValueOrDefault(response) instanceof Integer status) {
                return status;
            }
        }
        return 200;
    }

    /** Adds the response's members that are headers. */
    static void writeHeaders(SdkPojo response, Map<String, String> headers) {
        for (SdkField<?> field : response.sdkFields()) {
            Object value = field.location() == MarshallLocation.HEADER ? Fields.value(field, response) : null;
            if (value != null) {
                writeHeader(field, value, headers);
            }
        }
    }

    private static void writeHeader(SdkField<?> field, Object value, Map<String, String> headers) {
        if (Fields.is(field, MarshallingType.MAP)) {
            Fields.asMap(value).forEach((name, text) -> headers.put(field.locationName() + name, text.toString()));
        } else if (Fields.is(field, MarshallingType.LIST)) {
            List<String> texts = new ArrayList<>();
            Fields.asList(value)
                    .forEach(element -> texts.add(Scalars.text(Fields.element(field), element, Format.RFC_822)));
            headers.put(field.locationName(), String.join(",", texts));
        } else if (field.containsTrait(JsonValueTrait.class, TraitType.JSON_VALUE_TRAIT)) {
            byte[] json = value.toString().getBytes(StandardCharsets.UTF_8);
            headers.put(field.locationName(), Base64.getEncoder().encodeToString(json));
        } else {
            headers.put(field.locationName(), Scalars.text(field, value, Format.RFC_822));
        }
    }
}
