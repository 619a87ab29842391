package dev.labctl.localcloud.identity;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The AWS managed policies that this cloud knows, with the documents AWS publishes; each is read when first asked for. */
public final class AwsManagedPolicies {
    private static final String FOLDER = "awsmanaged/";
    private static final Map<String, Entry> INDEX = readIndex();
    private static final Map<String, ManagedPolicy> READ = new ConcurrentHashMap<>();

    private AwsManagedPolicies() {}

    /** What the index says of one policy. */
    private record Entry(String arn, String id, String version, String created, String updated) {
        String name() {
            return arn.substring(arn.lastIndexOf('/') + 1);
        }

        String path() {
            return arn.substring(arn.indexOf('/'), arn.lastIndexOf('/') + 1);
        }
    }

    public static Optional<ManagedPolicy> find(String arn) {
        Entry entry = INDEX.get(arn);
        return entry == null ? Optional.empty() : Optional.of(READ.computeIfAbsent(arn, ignored -> read(entry)));
    }

    /** All of them, in order of ARN. */
    public static List<ManagedPolicy> all() {
        return INDEX.keySet().stream()
                .sorted()
                .flatMap(arn -> find(arn).stream())
                .toList();
    }

    private static ManagedPolicy read(Entry entry) {
        String document = new String(resource(entry.name() + ".json"), StandardCharsets.UTF_8);
        Instant updated = Instant.parse(entry.updated());
        ManagedPolicy.Version version = new ManagedPolicy.Version(entry.version(), document, updated);
        return new ManagedPolicy(
                entry.arn(),
                entry.name(),
                entry.path(),
                entry.id(),
                Instant.parse(entry.created()),
                updated,
                null,
                List.of(version),
                entry.version(),
                Map.of());
    }

    private static Map<String, Entry> readIndex() {
        try {
            List<Entry> entries = new JsonMapper().readValue(resource("index.json"), new TypeReference<>() {});
            Map<String, Entry> byArn = new LinkedHashMap<>();
            entries.forEach(entry -> byArn.put(entry.arn(), entry));
            return byArn;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = AwsManagedPolicies.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + FOLDER + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
