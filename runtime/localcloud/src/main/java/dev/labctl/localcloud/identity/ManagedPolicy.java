package dev.labctl.localcloud.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A managed policy, the account's own or AWS's.
 *
 * @param arn {@code arn:aws:iam::<account or aws>:policy<path><name>}
 * @param name the name
 * @param path begins and ends with a slash
 * @param id {@code ANPA...}
 * @param created when it was made
 * @param updated when its default version was last chosen
 * @param description null when none was given
 * @param versions oldest first, at most five for the account's own
 * @param defaultVersion the id of the version in force
 * @param tags its tags, in order
 */
public record ManagedPolicy(
        String arn,
        String name,
        String path,
        String id,
        Instant created,
        Instant updated,
        @Nullable String description,
        List<Version> versions,
        String defaultVersion,
        Map<String, String> tags) {
    public ManagedPolicy {
        versions = List.copyOf(versions);
        tags = Tags.copy(tags);
    }

    /** One version of the document. */
    public record Version(String id, String document, Instant created) {}

    /** The document in force (JSON). */
    public String document() {
        return version(defaultVersion)
                .orElseThrow(() -> new IllegalStateException(arn + " lost its default version"))
                .document();
    }

    public Optional<Version> version(String versionId) {
        return versions.stream()
                .filter(version -> version.id().equals(versionId))
                .findFirst();
    }

    /** Whether AWS owns it: such policies cannot be changed. */
    public boolean isAwsManaged() {
        return arn.startsWith("arn:aws:iam::aws:");
    }

    /** Adds a version under the next id ({@code v2} after {@code v1}, also when versions between were deleted). */
    public ManagedPolicy withVersion(String document, Instant now, boolean makeDefault) {
        int last = versions.stream()
                .mapToInt(version -> Integer.parseInt(version.id().substring(1)))
                .max()
                .orElse(0);
        Version added = new Version("v" + (last + 1), document, now);
        List<Version> all = new ArrayList<>(versions);
        all.add(added);
        return new ManagedPolicy(
                arn, name, path, id, created, now, description, all, makeDefault ? added.id() : defaultVersion, tags);
    }

    public ManagedPolicy withoutVersion(String versionId) {
        List<Version> rest = versions.stream()
                .filter(version -> !version.id().equals(versionId))
                .toList();
        return new ManagedPolicy(arn, name, path, id, created, updated, description, rest, defaultVersion, tags);
    }

    public ManagedPolicy withDefaultVersion(String versionId, Instant now) {
        return new ManagedPolicy(arn, name, path, id, created, now, description, versions, versionId, tags);
    }

    public ManagedPolicy withTags(Map<String, String> changed) {
        return new ManagedPolicy(arn, name, path, id, created, updated, description, versions, defaultVersion, changed);
    }
}
