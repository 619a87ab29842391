package dev.labctl.localcloud.service.rds;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for names and passwords. See "CreateDBInstance" and its kin in the Amazon RDS API reference. */
final class Names {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z](-?[a-zA-Z0-9])*");
    private static final Pattern USER = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,62}");
    private static final Pattern DATABASE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,62}");
    private static final Pattern PASSWORD = Pattern.compile("[!-~&&[^/@\"]]*");
    private static final Set<String> RESERVED_USERS =
            Set.of("admin", "rdsadmin", "rds_superuser", "rds_password", "rds_replication", "rds_iam", "rds_ad");
    private static final Set<String> RESERVED_DATABASES = Set.of("rdsadmin", "template0", "template1");
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 128;

    private Names() {}

    /** The identifier as it is kept, in lower case. */
    static String identifier(String parameter, @Nullable String value, int maxLength) {
        if (value == null || value.isBlank()) {
            throw RdsErrors.missing(parameter);
        }
        if (value.length() > maxLength) {
            throw RdsErrors.invalidValue("The parameter " + parameter
                    + " is not a valid identifier because it is longer than " + maxLength + " characters.");
        }
        if (!IDENTIFIER.matcher(value).matches()) {
            throw RdsErrors.invalidValue("The parameter " + parameter
                    + " is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII"
                    + " letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive"
                    + " hyphens.");
        }
        return value.toLowerCase(Locale.ROOT);
    }

    static void requireMasterUser(@Nullable String name) {
        if (name == null || name.isBlank()) {
            throw RdsErrors.missing("MasterUsername");
        }
        if (!USER.matcher(name).matches()) {
            throw RdsErrors.invalidValue(
                    "The parameter MasterUsername is not a valid identifier. Identifiers must begin"
                            + " with a letter and must contain only ASCII letters, digits, and underscores.");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (RESERVED_USERS.contains(lower) || lower.startsWith("pg_")) {
            throw RdsErrors.invalidValue(
                    "MasterUsername " + name + " cannot be used as it is a reserved word used by the engine");
        }
    }

    static void requirePassword(@Nullable String password) {
        if (password == null || password.isEmpty()) {
            throw RdsErrors.missing("MasterUserPassword");
        }
        String invalid = "The parameter MasterUserPassword is not a valid password";
        if (password.length() < SHORTEST_PASSWORD) {
            throw RdsErrors.invalidValue(invalid + " because it is shorter than " + SHORTEST_PASSWORD + " characters.");
        }
        if (password.length() > LONGEST_PASSWORD) {
            throw RdsErrors.invalidValue(invalid + " because it is longer than " + LONGEST_PASSWORD + " characters.");
        }
        if (!PASSWORD.matcher(password).matches()) {
            throw RdsErrors.invalidValue(
                    invalid + ". Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.");
        }
    }

    static void requireDatabase(@Nullable String name) {
        if (name == null) {
            return;
        }
        if (!DATABASE.matcher(name).matches()) {
            throw RdsErrors.invalidValue("DBName must begin with a letter and contain only alphanumeric characters.");
        }
        if (RESERVED_DATABASES.contains(name.toLowerCase(Locale.ROOT))) {
            throw RdsErrors.invalidValue("DBName " + name + " cannot be used.  It is a reserved word for this engine");
        }
    }
}
