package dev.labctl.cli.backup;

import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;

/** What a user is told when a database refuses, or a restore fails. */
public final class RestoreFailure {
    private RestoreFailure() {}

    /**
     * The failure with its fix.
     *
     * @param database as it is shown, without user and password
     */
    public static LabctlException of(String database, RestoreException e) {
        return new LabctlException(Failure.CLOUD, "%s: %s".formatted(database, e.getMessage()), fix(e), e);
    }

    private static String fix(RestoreException e) {
        return switch (e.sqlState()) {
            case "28P01", "28000" -> "give user and password: postgresql://user@host/database, PGPASSWORD";
            case "08004" -> "give the password in PGPASSWORD, and ?sslmode=disable when the server has no TLS";
            case "08001", "08006" -> "is the server reachable: host, port, security group, subnet?";
            case "3D000" -> "create the database first";
            case "" -> "--replace puts the archive's in the place of what is there";
            default -> "mend that, and restore again with --replace where something was restored before it";
        };
    }
}
