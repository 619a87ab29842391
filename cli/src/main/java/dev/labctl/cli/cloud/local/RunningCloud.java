package dev.labctl.cli.cloud.local;

import dev.labctl.cli.cloud.Credentials;
import java.net.URI;

/**
 * A local cloud that is up.
 *
 * @param credentials the account's administrator
 * @param adminToken opens {@code /_labctl/}
 */
public record RunningCloud(
        long pid, int port, URI endpoint, String version, Credentials credentials, String adminToken) {
    @Override
    public String toString() {
        return "local cloud " + version + " at " + endpoint + ", pid " + pid;
    }
}
