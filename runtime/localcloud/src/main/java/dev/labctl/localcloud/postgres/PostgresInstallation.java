package dev.labctl.localcloud.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One unpacked PostgreSQL: its programs, and a data directory that new servers get a copy of. */
public final class PostgresInstallation {
    /** Language and order of text as on RDS; where the machine lacks them, the nearest it has. */
    private static final List<String> LOCALES = List.of("en_US.UTF-8", "C.UTF-8", "C");

    private static final int FIRST_WITH_MEMBERSHIP_OPTIONS = 16;

    private final int major;
    private final String version;
    private final Path home;
    private @Nullable List<String> unprivileged;

    PostgresInstallation(int major, String version, Path home) {
        this.major = major;
        this.version = version;
        this.home = home;
    }

    public int major() {
        return major;
    }

    /** For instance {@code 17.6}. */
    public String version() {
        return version;
    }

    /**
     * The command that runs one of its programs without the powers of root, which PostgreSQL refuses to have.
     *
     * @throws PostgresException when this is root and cannot give them up
     */
    synchronized List<String> command(String program, String... arguments) {
        List<String> prefix = unprivileged;
        if (prefix == null) {
            prefix = new UnixSystem().getUid() == 0 ? ofRoot() : List.of();
            unprivileged = prefix;
        }
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** In a user namespace that maps nobody, root keeps its files and is not root. */
    private static List<String> ofRoot() {
        if (!Program.succeeds(List.of("unshare", "-U", "true"))) {
            throw new PostgresException("PostgreSQL refuses to run as root, and root cannot make a user namespace here"
                    + " (unshare -U): run the local cloud as another user, or in a container with"
                    + " --security-opt seccomp=unconfined");
        }
        return List.of("unshare", "-U");
    }

    /** All settings of a server, as {@code postgres --describe-config} prints them: one a line, fields between tabs. */
    public List<String> describeConfig() {
        return Program.run(command("postgres", "--describe-config"), "").lines().toList();
    }

    /** Whether the server takes these settings, each {@code name=value}; the error's text when not, else empty. */
    public String refusal(String name, String value) {
        Program.Result result = Program.result(
                command("postgres", "-D", template().toString(), "-c", name + "=" + value, "-C", name), "");
        return result.exitCode() == 0 ? "" : result.output().strip();
    }

    /**
     * Makes a data directory: the template's copy, and in it what these statements say.
     *
     * @param target the directory to make
     * @param statements SQL, each on a line of its own
     */
    void newDataDirectory(Path target, List<String> statements) {
        try {
            PrivateFiles.copy(template(), target, path -> true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the data directory " + target, e);
        }
        runAlone(target, statements);
    }

    private void runAlone(Path data, List<String> statements) {
        String said = Program.run(
                command("postgres", "--single", "-c", "fsync=off", "-D", data.toString(), "postgres"),
                String.join("\n", statements) + "\n");
        said.lines().filter(line -> line.contains("ERROR:")).findFirst().ifPresent(line -> {
            throw new PostgresException("cannot set up " + data + ": " + line);
        });
    }

    private synchronized Path template() {
        Path template = home.resolve("template");
        if (!Files.isDirectory(template)) {
            Path draft = home.resolve("." + UUID.randomUUID());
            try {
                initdb(draft);
                runAlone(draft, rolesOfRds());
                PostgresBinaries.moveUnlessThere(draft, template);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make " + template, e);
            }
        }
        return template;
    }

    private void initdb(Path target) throws IOException {
        String said = "";
        for (String locale : LOCALES) {
            Program.Result result = Program.result(
                    command(
                            "initdb",
                            "--pgdata=" + target,
                            "--username=" + PostgresServer.ADMIN,
                            "--auth=reject",
                            "--encoding=UTF8",
                            "--locale=" + locale,
                            "--lc-messages=C",
                            "--no-sync",
                            "--no-instructions"),
                    "");
            if (result.exitCode() == 0) {
                return;
            }
            said = result.output();
            PrivateFiles.delete(target);
        }
        throw new PostgresException("initdb of PostgreSQL " + version + " failed: " + said.strip());
    }

    /**
     * The roles every RDS instance has. The master user gets {@code rds_superuser}, which is less than a superuser. See
     * "Understanding the rds_superuser role" in the Amazon RDS user guide.
     */
    private List<String> rolesOfRds() {
        List<String> statements = new ArrayList<>();
        for (String role : List.of("rds_superuser", "rds_replication", "rds_password", "rds_iam", "rds_ad")) {
            statements.add("CREATE ROLE " + role + " NOLOGIN;");
        }
        List<String> granted = new ArrayList<>(List.of(
                "pg_monitor",
                "pg_signal_backend",
                "pg_checkpoint",
                "pg_read_all_data",
                "pg_write_all_data",
                "rds_replication",
                "rds_password"));
        if (major >= FIRST_WITH_MEMBERSHIP_OPTIONS) {
            granted.addAll(List.of("pg_create_subscription", "pg_use_reserved_connections"));
        }
        if (major >= 17) {
            granted.add("pg_maintain");
        }
        statements.add("GRANT " + String.join(", ", granted) + " TO rds_superuser WITH ADMIN OPTION;");
        statements.add("CREATE DATABASE rdsadmin;");
        statements.add("REVOKE ALL ON DATABASE rdsadmin FROM PUBLIC;");
        return statements;
    }
}
