package dev.labctl.localcloud.service.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.iam.model.Tag;

/** What IAM's CloudFormation types share. */
final class IamResources {
    /** A list of {@code Key} and {@code Value}. */
    static final Schema TAGS =
            Schema.listOf(ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING));

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private IamResources() {}

    /** A policy document that the schema requires, as JSON text. */
    static String document(Properties properties, String name) {
        Object document = properties
                .value(name)
                .orElseThrow(() -> new IllegalStateException("schema let " + name + " be absent"));
        try {
            return document instanceof String text ? text : JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs what deletes; what is already gone is deleted. */
    static void unlessGone(Runnable deletion) {
        try {
            deletion.run();
        } catch (AwsError e) {
            if (!e.code().equals("NoSuchEntity")) {
                throw e;
            }
        }
    }

    /**
     * Creates an entity, or takes over the one that a broken-off attempt of the same creation has made.
     *
     * @param tagsOfExisting the tags of the entity that has the name, which tell whose it is
     */
    static void create(ResourceRequest request, Runnable creation, Supplier<List<Tag>> tagsOfExisting) {
        try {
            creation.run();
        } catch (AwsError e) {
            if (!e.code().equals("EntityAlreadyExists")
                    || !request.resumed()
                    || !isOurs(request, tagsOfExisting.get())) {
                throw e;
            }
        }
    }

    private static boolean isOurs(ResourceRequest request, List<Tag> tags) {
        return tags.stream()
                .anyMatch(tag -> tag.key().equals("aws:cloudformation:stack-id")
                        && tag.value().equals(request.stackId()));
    }
}
