package dev.labctl.localcloud.service.s3;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;

/** The elements an S3 error has beside code and message: {@code BucketName}, {@code Key}, {@code ArgumentName} ... */
final class ErrorDetails implements SdkPojo {
    private final Map<String, String> elements;

    private ErrorDetails(Map<String, String> elements) {
        this.elements = elements;
    }

    /** Elements given as name, value, name, value. */
    static ErrorDetails of(String... namesAndValues) {
        Map<String, String> elements = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            elements.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new ErrorDetails(elements);
    }

    static ErrorDetails of(Map<String, String> elements) {
        return new ErrorDetails(new LinkedHashMap<>(elements));
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        List<SdkField<?>> fields = new ArrayList<>();
        elements.keySet().forEach(name -> fields.add(field(name)));
        return fields;
    }

    private static SdkField<String> field(String name) {
        return SdkField.builder(MarshallingType.STRING)
                .memberName(name)
                .getter(details -> ((ErrorDetails) details).elements.get(name))
                .setter((details, value) -> ((ErrorDetails) details).elements.put(name, value))
                .traits(LocationTrait.builder()
                        .location(MarshallLocation.PAYLOAD)
                        .locationName(name)
                        .unmarshallLocationName(name)
                        .build())
                .build();
    }

    @Override
    public boolean equalsBySdkFields(Object other) {
        return other instanceof ErrorDetails details && details.elements.equals(elements);
    }

    @Override
    public Map<String, SdkField<?>> sdkFieldNameToField() {
        Map<String, SdkField<?>> byName = new LinkedHashMap<>();
        sdkFields().forEach(field -> byName.put(field.memberName(), field));
        return byName;
    }
}
