package dev.labctl.localcloud;

import java.nio.file.Path;

/**
 * How a local cloud is started.
 *
 * @param directory the state directory, made when it does not exist
 * @param port the loopback port; 0 takes a free one
 * @param accountId the account's 12 digits
 */
public record LocalCloudConfig(Path directory, int port, String accountId) {
    public static final String DEFAULT_ACCOUNT = "123456789012";

    public LocalCloudConfig {
        if (!accountId.matches("\\d{12}")) {
            throw new IllegalArgumentException("an account id has 12 digits, not '" + accountId + "'");
        }
    }

    /** The given directory, a free port, the default account. */
    public static LocalCloudConfig in(Path directory) {
        return new LocalCloudConfig(directory, 0, DEFAULT_ACCOUNT);
    }
}
