package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user gets who mistypes: nothing is started for it, exit code 2, the mistake by name, and a fix. */
class BadInputTest {
    @TempDir
    private Path home;

    private Run labctl(String... arguments) {
        return Run.labctl(home, Map.of(), arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "deploy nolab|there is no lab named 'nolab'|s3-replication",
                "verify nolab|there is no lab named 'nolab'|file-catalog",
                "deploy|Missing required parameter|labctl deploy --help",
                "deploy s3-replication --parameter Colour=blue|no template has a parameter Colour|are: AlarmEmail",
                "deploy s3-replication --parameter CodeKey=x|CodeKey is filled in by labctl itself|are: AlarmEmail",
                "deploy file-catalog --parameter AlarmEmail=me|must be empty or an e-mail address|AlarmEmail=VALUE",
                "deploy file-catalog --parameter AlarmEmail|--parameter takes KEY=VALUE, not 'AlarmEmail'|labctl deploy --help",
                "destroy|name the labs to destroy, or give --all|labctl status",
                "destroy --all s3-replication|name the labs to destroy, or give --all|labctl status",
                "verify s3-replication --check nocheck|s3-replication has no check 'nocheck'|choose from",
                "verify s3-replication --timeout soon|'soon' is no duration|90s",
                "verify s3-replication --report xml=f|html=FILE, not 'xml=f'|--report junit=FILE",
                "status --target moon|'moon' is no target (from flag --target)|--target local or aws",
                "status --target aws --region nowhere|'nowhere' is no region (from flag --region)|--region",
                "status --endpoint-url ftp://x --region eu-west-1|'ftp://x' is no URL|--endpoint-url",
                "status --stack-prefix Big|'Big' cannot be a stack prefix|lower-case",
                "status -o xml|--output takes text or json, not 'xml'|labctl status --help",
                "events s3-replication -n -1|--lines cannot be -1|--lines 0",
                "catalog --lab s3-replication|s3-replication cannot list a catalog|labs that can: file-catalog",
                "upload --lab file-catalog nosuchfile|nosuchfile does not exist|nothing was uploaded",
                "submit --client .. pom.xml|'..' cannot name a client|letters",
                "submit --again=|'' names no item|labctl items",
                "submit --again a --again b --again a|--again names item a twice|labctl items",
                "upload x|Missing required option: '--lab=LAB'|labctl upload --help",
                "upload file-catalog $x|Missing required option: '--lab=LAB'|labctl upload --lab file-catalog '$x'",
                "invoke f --payload {|the payload is no JSON: {|--payload",
                "invoke f --payload @nofile|cannot read the payload nofile|--payload @FILE",
                "api FETCH /users|'FETCH' is no method that can be sent|GET, HEAD",
                "api GET users|'users' is no path of a URL|begin it with /",
                "api GET /a{b}|'/a{b}' is no path of a URL|%20",
                "api GET /users#5|'/users#5' is no path of a URL|begin it with /",
                "api GET /users --header X|'X' is no header|--header 'Name: value'",
                "api GET /users --header Host:x|labctl sets the header host itself|leave it out",
                "api POST /users --data @nofile|cannot read the body @nofile: it does not exist|--data @FILE",
                "api GET / --lab file-catalog|file-catalog cannot answer HTTP requests|labs that can: todo-api",
                "todo|say what to do: there is no terminal for a session|labctl todo ",
                "todo users|say what to do with users|labctl todo users list",
                "todo frob|labctl todo has no verb 'frob'|labctl todo --help",
                "todo users frob|labctl todo users has no verb 'frob'|labctl todo users --help",
                "todo --target aws list x|--target stands before the verb|labctl todo VERB --target",
                "todo list|Missing required parameter: 'USER'|labctl todo list --help",
                "todo list x --status gone|completed or cancelled, not 'gone'|labctl todo list --help",
                "todo show x|'x' is no id of a todo|labctl todo list USER",
                "todo edit 0a9ac6d0-0000-4000-8000-000000000000|there is nothing to change|--title",
                "backups nothing|labctl backups has no verb 'nothing'|labctl backups list",
                "backup verify|Missing required parameter: 'KEY'|labctl backup verify --help",
                "backup --target-bucket b verify k|--target-bucket stands before 'verify'|verify KEY --target-bucket",
                "backup verify k --no-restore --into postgresql://h|--into and --no-restore exclude each other|one",
                "backup verify k --jobs 0|--jobs must be at least 1|--jobs 2",
                "backup verify k --into mysql://h/d|lacks postgresql://, a host or a database|--into postgresql://",
                "break nolab|there is no lab named 'nolab'|s3-replication",
                "break s3-replication --scenario x|there is no scenario 'x'|choose one of: silent-bucket",
                "break s3-replication --scenario no-room --seed 1|exclude each other|give one of them",
                "break s3-replication --seed soon|Invalid value for option '--seed'|labctl break --help",
                "hint|Missing required parameter: 'LAB'|labctl hint --help",
                "heal s3-replication x|'x' is one word too many|labctl heal --help",
                "local|say what to do with the local cloud|labctl local --help",
                "local clock back 1h|'back 1h' is nothing a clock can do|advance 1h",
                "local clock advance tomorrow|'tomorrow' is no duration|1h30m",
                "local reset|nothing was deleted|labctl local reset --yes",
                "local logs -n 0|--lines cannot be 0|--lines 100",
                "local env --shell tcsh|--shell takes sh or fish, not 'tcsh'|labctl local env --help",
                "smoke --labs a,b|there is no lab named 'a'|choose one of",
                "frobnicate|labctl has no verb 'frobnicate'|labctl --help",
                "statsu|labctl has no verb 'statsu'; did you mean status?|labctl --help",
                "local stpo|labctl local has no verb 'stpo'; did you mean stop?|labctl local --help",
                "destroy nolab|there is no lab named 'nolab'|choose one of",
                "status nolab|there is no lab named 'nolab'|choose one of",
                "deploy s3-replication nolab|there is no lab named 'nolab'|choose one of",
                "verify s3-replication file-catalog|'file-catalog' is one word too many|labctl verify --help",
                "deploy s3-replication --timeout 36501d|'36501d' is too long|36500d",
                "local clock advance 99999999d|'99999999d' is too long|36500d",
                "upload  --lab file-catalog|'' names no file|nothing was uploaded",
                "upload pom.xml --content-type a\tb --lab file-catalog|--content-type has a line break or another control|leave it out",
                "restore x.dump --to postgresql://me@h/copy/|has a / after the database|%2F",
                "upload pom.xml --key= --lab file-catalog|pom.xml would get an empty key|nothing was uploaded",
                "upload pom.xml --metadata ä=1 --lab file-catalog|'ä' cannot name metadata|letters",
                "load s3-replication|s3-replication cannot be put under load|labs that can: todo-api",
                "load todo-api --users 0|--users must be 1 to|--users 50",
                "load todo-api --rate -1|--rate must be above 0|--rate 100",
                "load todo-api --duration 0s|--duration must be longer than nothing|--duration 30s",
                "load todo-api --max-errors -1|--max-errors cannot be -1|--max-errors 0",
                "load todo-api --report html=src|cannot write the report src: it is a folder|in a folder of yours",
                "labs --nosuch|Unknown option: '--nosuch'|labctl labs --help",
            })
    void aMistakeIsNamedWithItsFix(String line, String message, String fix) {
        Run run = labctl(line.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("labctl: ", message, "  fix: ").contains(fix);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).doesNotContain("\tat ", "Exception");
        assertThat(home.resolve(".labctl/local")).doesNotExist();
    }

    @Test
    void aFolderWithoutFilesIsNothingToSubmit() throws IOException {
        Path empty = Files.createDirectories(home.resolve("empty/inner")).getParent();

        Run run = labctl("submit", String.valueOf(empty));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no file in " + empty, "  fix: ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void labctlAloneSaysWhatToDo() {
        Run run = labctl();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("say what to do", "labctl --help");
    }

    @Test
    void helpListsEveryVerbAndTheExitCodes() {
        Run run = labctl("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("deploy", "verify", "destroy", "smoke", "local", "doctor", "Exit codes");
    }

    @Test
    void everyVerbHasHelp() {
        for (Verb verb : Verb.values()) {
            Run run = labctl(verb.word(), "--help");
            assertThat(run.exitCode()).as(verb.word()).isZero();
            assertThat(run.out()).contains("Usage: labctl " + verb.word());
        }
    }

    @Test
    void aLineOfTheConfigFileThatIsNoSettingIsNamedWithItsNumber() throws IOException {
        Files.createDirectories(home.resolve(".labctl"));
        Files.writeString(home.resolve(".labctl/config"), "# mine\ntarget = local\ncolour = blue\n");

        Run run = labctl("config");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("config:3: 'colour' is no setting", "target, region");
    }

    @Test
    void aPortThatIsNoneIsNamedWithItsOrigin() {
        Run run = Run.labctl(home, Map.of("LABCTL_LOCAL_PORT", "http"), "local", "status");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'http' is no port (from environment LABCTL_LOCAL_PORT)");
    }

    @Test
    void aHomeThatIsAFileIsNamed() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");

        Run run = Run.labctl(home, Map.of("LABCTL_HOME", file.toString()), "status");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(file.toString(), "set LABCTL_HOME to a folder of yours");
    }

    @Test
    void aStateThatIsAFileIsNamed() throws IOException {
        Path state = Files.createDirectories(home.resolve(".labctl")).resolve("local");
        Files.writeString(state, "");

        Run run = labctl("local", "status");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(state.toString(), "set LABCTL_HOME to a folder of yours");
    }

    @Test
    void doctorNamesAHomeThatCannotBeWritten() {
        Run run = Run.labctl(home, Map.of("LABCTL_HOME", "/proc/labctl"), "doctor");

        assertThat(run.out()).contains("BAD  home: cannot write to /proc/labctl", "set LABCTL_HOME");
    }

    @Test
    void stackTracesAreForThoseWhoAsk() {
        assertThat(labctl("local", "reset", "-vv").err()).contains("LabctlException", "\tat ");
        assertThat(labctl("local", "reset").err()).doesNotContain("\tat ");
    }
}
