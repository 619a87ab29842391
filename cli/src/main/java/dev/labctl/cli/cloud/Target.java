package dev.labctl.cli.cloud;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cloud that a run works on.
 *
 * @param kind ours, or AWS (and what is compatible with it)
 * @param endpoint where requests go; null for AWS's own endpoints, and for a local cloud that has not started
 * @param profile the profile of the AWS configuration files to take credentials from; null for the default chain
 */
public record Target(
        Kind kind,
        @Nullable URI endpoint,
        String region,
        @Nullable String profile) {
    private static final Set<String> NEAR = Set.of("127.0.0.1", "localhost", "[::1]");

    /** Which kind of cloud. */
    public enum Kind {
        LOCAL,
        AWS;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The same target, reached at this endpoint. */
    public Target at(URI address) {
        return new Target(kind, address, region, profile);
    }

    /** The same target, asked in this region. */
    public Target in(String otherRegion) {
        return new Target(kind, endpoint, otherRegion, profile);
    }

    /** Whether it is on this machine, and so may be asked often. */
    boolean isNear() {
        return kind == Kind.LOCAL || (endpoint != null && NEAR.contains(endpoint.getHost()));
    }

    /** Whether all requests go to an endpoint without TLS. */
    boolean isPlain() {
        return endpoint != null && "http".equalsIgnoreCase(endpoint.getScheme());
    }

    /** What points the AWS CLI at this cloud, each option with a space before it. */
    public String awsOptions() {
        StringBuilder options = new StringBuilder(" --region ").append(region);
        if (profile != null) {
            options.append(" --profile ").append(profile);
        }
        if (endpoint != null) {
            options.append(" --endpoint-url ").append(endpoint);
        }
        return options.toString();
    }

    /** How a run names its target: {@code aws (eu-west-1, profile work)}. */
    public String title() {
        StringBuilder title = new StringBuilder(kind.toString()).append(" (").append(region);
        if (endpoint != null) {
            title.append(", ").append(endpoint);
        }
        if (profile != null) {
            title.append(", profile ").append(profile);
        }
        return title.append(')').toString();
    }
}
