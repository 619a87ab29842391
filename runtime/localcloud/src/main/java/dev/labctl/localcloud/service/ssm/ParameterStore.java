package dev.labctl.localcloud.service.ssm;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All parameters with all their versions, committed. A name may carry a selector, {@code /name:3}. */
final class ParameterStore {
    private static final int KEPT_VERSIONS = 100;

    private final Store store;
    private final Table<StoredParameter> newest;
    private final Table<StoredParameter> versions;

    ParameterStore(Store store) {
        this.store = store;
        this.newest = store.table("ssm.parameters", Codec.json(StoredParameter.class));
        this.versions = store.table("ssm.versions", Codec.json(StoredParameter.class));
    }

    /** The name without its selector, from a name or an ARN. */
    static String plain(String nameOrArn) {
        String name = nameOrArn.startsWith("arn:") ? nameOrArn.replaceFirst("^arn:[^/]*:parameter", "") : nameOrArn;
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private static String versionText(String nameOrArn) {
        String name = nameOrArn.startsWith("arn:") ? nameOrArn.replaceFirst("^arn:[^/]*:parameter", "") : nameOrArn;
        int colon = name.indexOf(':');
        return colon < 0 ? "" : name.substring(colon + 1);
    }

    /** The newest version. An ARN does not tell whether its name begins with a slash. */
    Optional<StoredParameter> newest(String region, String nameOrArn) {
        String name = plain(nameOrArn);
        if (PublicParameters.isPublic(name)) {
            return PublicParameters.find(region, name);
        }
        Optional<StoredParameter> found = newest.get(key(region, name));
        return found.isPresent() || !nameOrArn.startsWith("arn:")
                ? found
                : newest.get(key(region, name.replaceFirst("^/", "")));
    }

    /**
     * The version that a name with a selector means, the newest without one.
     *
     * @throws AwsError ParameterVersionNotFound when there is the parameter but not that version of it
     */
    Optional<StoredParameter> find(String region, String nameOrArn) {
        Optional<StoredParameter> found = newest(region, nameOrArn);
        String version = versionText(nameOrArn);
        if (found.isEmpty() || version.isEmpty()) {
            return found;
        }
        if (PublicParameters.isPublic(found.get().name()) && version.equals("1")) {
            return found;
        }
        Optional<StoredParameter> chosen = version.matches("\\d{1,9}")
                ? versions.get(versionKey(region, found.get().name(), Long.parseLong(version)))
                : Optional.empty();
        if (chosen.isEmpty()) {
            throw AwsError.of(
                    400,
                    "ParameterVersionNotFound",
                    "Systems Manager could not find version " + version + " of "
                            + found.get().name() + ". Verify the version and try again.");
        }
        return chosen;
    }

    private static String key(String region, String name) {
        return region + "|" + name;
    }

    private static String versionKey(String region, String name, long version) {
        return "%s|%s|%010d".formatted(region, name, version);
    }

    /** Keeps a new version; the oldest goes when there are more than a hundred. */
    void add(String region, StoredParameter parameter) {
        store.write(() -> {
            newest.put(key(region, parameter.name()), parameter);
            versions.put(versionKey(region, parameter.name(), parameter.version()), parameter);
            versions.remove(versionKey(region, parameter.name(), parameter.version() - KEPT_VERSIONS));
        });
    }

    /** Replaces the newest version by the same with other tags. */
    void retag(String region, StoredParameter parameter) {
        store.write(() -> {
            newest.put(key(region, parameter.name()), parameter);
        });
    }

    void remove(String region, StoredParameter parameter) {
        List<StoredParameter> all = history(region, parameter.name());
        store.write(() -> {
            newest.remove(key(region, parameter.name()));
            all.forEach(version -> versions.remove(versionKey(region, version.name(), version.version())));
        });
    }

    /** All versions of a parameter, oldest first. */
    List<StoredParameter> history(String region, String name) {
        return versions.prefix(key(region, name) + "|").map(Map.Entry::getValue).toList();
    }

    /** The newest versions of all parameters of a region, by name. */
    List<StoredParameter> all(String region) {
        return newest.prefix(region + "|").map(Map.Entry::getValue).toList();
    }
}
