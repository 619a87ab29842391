package dev.labctl.cli.command.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.archive.TestPostgres;
import dev.labctl.cli.command.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreCommandTest {
    private static final TestPostgres SERVER = TestPostgres.get();

    @TempDir
    private Path folder;

    private Run labctl(String... arguments) {
        return Run.labctl(folder, Map.of("PGPASSWORD", "not asked for"), arguments);
    }

    private static String url(String database) {
        return "postgresql://postgres@localhost:%d/%s?sslmode=disable".formatted(SERVER.port(), database);
    }

    @Test
    void anArchiveIsRestoredOnceAndAnewOnlyWhenAskedTo() throws Exception {
        String source = SERVER.createDatabaseFrom("/archive/sample.sql");
        Path archive = SERVER.dump(source, folder.resolve("sample.dump"), "-Fc");
        String target = SERVER.createDatabase("");

        Run first = labctl("restore", archive.toString(), "--to", url(target));
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("restored").contains("tables into localhost:" + SERVER.port() + "/" + target);
        assertThat(SERVER.asText(target, folder)).isEqualTo(SERVER.asText(source, folder));

        Run second = labctl("restore", archive.toString(), "--to", url(target));
        assertThat(second.exitCode()).isEqualTo(5);
        assertThat(second.err()).contains("--replace puts the archive's in the place of what is there");

        Run replaced = labctl("restore", archive.toString(), "--to", "jdbc:" + url(target), "--replace", "-o", "json");
        assertThat(replaced.exitCode()).as(replaced.err()).isZero();
        assertThat(replaced.out()).contains("\"tables\"");
        String rows = "SELECT md5(string_agg(c::text, ',' ORDER BY c::text)) FROM customers c";
        assertThat(SERVER.ask(target, rows)).isEqualTo(SERVER.ask(source, rows));
    }

    @Test
    void aDamagedArchiveIsNamed() throws Exception {
        Path archive = folder.resolve("short.dump");
        String source = SERVER.createDatabaseFrom("/archive/sample.sql");
        byte[] whole = Files.readAllBytes(SERVER.dump(source, folder.resolve("sample.dump"), "-Fc"));
        Files.write(archive, java.util.Arrays.copyOf(whole, whole.length / 2));

        Run run = labctl("restore", archive.toString(), "--to", url(SERVER.createDatabase("")));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("short.dump: ", "fix: make the dump again: pg_dump -Fc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Ft | but in its tar format, which pg_restore restores",
                "-Fp | but a script, which psql restores",
                "-Fd | is a folder"
            })
    void aDumpInAnotherFormatIsNamed(String format, String expected) throws Exception {
        Path dump = SERVER.dump(SERVER.createDatabase(""), folder.resolve("other" + format), format);

        Run run = labctl("restore", dump.toString(), "--to", url(SERVER.createDatabase("")));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(expected, "pg_dump -Fc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "./no.dump   | postgresql://localhost/x                | 2 | cannot read ./no.dump: it does not exist",
                "s3://bucket | postgresql://localhost/x                | 2 | names no object",
                "nofile.dump | mysql://user:secret@localhost/x         | 2 | lacks postgresql://, a host or a database",
                "nofile.dump | postgresql://user:secret@localhost      | 2 | lacks postgresql://, a host or a database",
                "nofile.dump | postgresql://user:secret@local host/x   | 2 | the database's address is no URL",
                "nofile.dump | postgresql://u:secret@localhost/x?a     | 2 | has a parameter without a value: a",
            })
    void whatCannotBeRestoredIsSaidWithoutThePassword(String file, String to, int exitCode, String expected) {
        Run run = labctl("restore", file, "--to", to);

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).contains(expected).doesNotContain("secret");
    }

    @Test
    void aDatabaseThatDoesNotExistIsNamedWithTheFix() throws Exception {
        String source = SERVER.createDatabaseFrom("/archive/sample.sql");
        Path archive = SERVER.dump(source, folder.resolve("sample.dump"), "-Fc");

        Run run = labctl("restore", archive.toString(), "--to", url("nodatabase"));

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("nodatabase").contains("create the database first");
    }
}
