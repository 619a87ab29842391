package dev.labctl.localcloud.service.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/** The SDK's model classes as JSON, through their builders, which are beans. */
final class SdkJson {
    private static final String MODEL = "software.amazon.awssdk.services.s3.model.";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private SdkJson() {}

    static String write(SdkPojo value) {
        try {
            return MAPPER.writeValueAsString(((ToCopyableBuilder<?, ?>) value).toBuilder());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads an S3 model class back, by its simple name. */
    static SdkPojo read(String simpleName, String json) {
        try {
            Class<?> type = Class.forName(MODEL + simpleName);
            Class<?> builder =
                    (Class<?>) type.getMethod("serializableBuilderClass").invoke(null);
            return (SdkPojo) ((SdkBuilder<?, ?>) MAPPER.readValue(json, builder)).build();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(simpleName + " is no model class of the S3 SDK", e);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("stored " + simpleName + " is unreadable", e);
        }
    }
}
