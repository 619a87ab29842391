package dev.labctl.cli.readme;

import dev.labctl.cli.archive.TestPostgres;
import dev.labctl.cli.lab.CommandLineFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Somebody who reads a README: with labctl on the PATH, in a folder with the README's files, with a local cloud of their own,
 * and with what the text before a block says that they have.
 */
final class Reader implements AutoCloseable {
    private static final Path RUNTIME = Path.of("target", "labctl", "lib", "labctl-runtime.zip");
    private static final String CODE_BUCKET = "code-of-the-reader";

    private final Readme readme;
    private final CommandLineFixture commandLine = new CommandLineFixture();
    private Map<String, String> given = Map.of();
    private @Nullable ReaderShell shell;
    private @Nullable Account account;

    Reader(Readme readme) {
        this.readme = readme;
    }

    Readme readme() {
        return readme;
    }

    /** The shell that all blocks of the README are typed into. */
    ReaderShell shell() {
        if (shell == null) {
            shell = new ReaderShell(folder(), environment());
        }
        return shell;
    }

    private Path folder() {
        try {
            Path folder = commandLine.home().resolve("reader");
            Files.createDirectories(folder.resolve("scripts"));
            Files.createSymbolicLink(folder.resolve("scripts/labctl"), CommandLineFixture.launcher());
            Files.copy(RUNTIME, folder.resolve(RUNTIME.getFileName()));
            try (Stream<Path> files = Files.list(readme.folder())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        commandLine.setUp(environment);
        environment.put("PATH", CommandLineFixture.launcher().getParent() + ":" + System.getenv("PATH"));
        environment.put("LC_ALL", "C.UTF-8");
        return environment;
    }

    /** Sets the variables that the text before a block says that its reader has set, and no others. */
    void prepare(Readme.Block block) throws SQLException {
        given.keySet().forEach(name -> shell().type("unset " + name));
        given = needed(block);
        given.forEach((name, value) -> shell().type("export %s='%s'".formatted(name, value)));
    }

    private Map<String, String> needed(Readme.Block block) throws SQLException {
        if (block.heading().equals("On AWS")) {
            account = new Account();
            return account.profile("work");
        }
        Map<String, String> variables = new HashMap<>();
        if (block.mentions("$CODE")) {
            variables.putAll(awsTools(block));
        }
        if (block.mentions("$VPC")) {
            variables.putAll(database());
        }
        if (block.mentions("$URL")) {
            TestPostgres postgres = TestPostgres.get();
            variables.put(
                    "URL",
                    "postgresql://postgres@localhost:%d/%s".formatted(postgres.port(), postgres.createDatabase("")));
            variables.put("PGPASSWORD", "postgres");
        }
        return variables;
    }

    private Map<String, String> awsTools(Readme.Block block) {
        commandLine.labctl("local", "start");
        Map<String, String> variables = new HashMap<>(Map.of("CODE", CODE_BUCKET));
        commandLine.pointAwsTools(variables);
        variables.put("AWS_DEFAULT_REGION", variables.get("AWS_REGION"));
        if (!block.mentions("aws s3 mb")) {
            try (S3Client s3 = commandLine.client(S3Client.builder().forcePathStyle(true))) {
                s3.createBucket(request -> request.bucket(CODE_BUCKET));
            }
        }
        return variables;
    }

    /** A database in a network of its own: that of another lab. */
    private Map<String, String> database() {
        commandLine.labctl("deploy", "db-replication");
        Map<String, String> network = outputs("labctl-network");
        Map<String, String> lab = outputs("labctl-db-replication");
        return Map.of(
                "VPC", network.get("VpcId"),
                "SUBNETS", network.get("SubnetIds"),
                "DB", lab.get("PrimaryInstanceId"),
                "SECRET", lab.get("PrimarySecretArn"),
                "GROUP", lab.get("DatabaseSecurityGroupId"));
    }

    private Map<String, String> outputs(String stack) {
        return commandLine
                .cloud()
                .cloudFormation()
                .describe(stack)
                .orElseThrow()
                .outputs();
    }

    @Override
    public void close() {
        if (shell != null) {
            shell.close();
        }
        commandLine.close();
        if (account != null) {
            account.close();
        }
    }
}
