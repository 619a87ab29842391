package dev.labctl.cli.lab.todoapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Credentials;
import dev.labctl.cli.lab.CommandLineFixture.Run;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.UrlPermissions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** {@code labctl todo} and {@code labctl api} on a deployed lab, as scripts use them. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TodoIT {
    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab("todo-api");
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private Run labctl(String... arguments) {
        return lab.commandLine().labctl(arguments);
    }

    private Run refused(int exitCode, String... arguments) {
        Run run = lab.commandLine().tryLabctl(arguments);
        assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isEqualTo(exitCode);
        assertThat(run.err()).contains("labctl: ", "  fix: ").doesNotContain("a bug in labctl");
        return run;
    }

    @SuppressWarnings("unchecked") // names in JSON are texts
    private static Map<String, Object> member(Run run, String name) {
        return (Map<String, Object>) Objects.requireNonNull(run.json().get(name));
    }

    private Map<String, Object> newUser(String email, String... options) {
        String[] words = new String[options.length + 7];
        List.of("todo", "users", "add", "Ada Lovelace", email, "-o", "json").toArray(words);
        System.arraycopy(options, 0, words, 7, options.length);
        return member(labctl(words), "user");
    }

    @Test
    void aTodoGoesThroughItsLifeVerbByVerb() {
        String user = String.valueOf(newUser("life@example.org").get("id"));
        String id = String.valueOf(member(
                        labctl(
                                "todo",
                                "add",
                                "LIFE@example.org",
                                "write it",
                                "--priority",
                                "high",
                                "--due",
                                "2020-01-01T00:00:00Z",
                                "-o",
                                "json"),
                        "todo")
                .get("id"));

        assertThat(labctl("todo", "list", user).out())
                .contains("ID", "TITLE", id, "pending", "high", "2020-01-01T00:00:00Z", "write it");
        assertThat(labctl("todo", "dashboard", "life@example.org").out())
                .contains("Ada Lovelace <life@example.org>", "1 total", "1 overdue", "write it");
        assertThat(member(labctl("todo", "edit", id, "--title", "done soon", "--clear", "due", "-o", "json"), "todo"))
                .containsEntry("title", "done soon")
                .containsEntry("due_date", null);
        assertThat(labctl("todo", "done", id).out()).contains("completed");
        assertThat(labctl("todo", "list", user, "--status", "pending", "-o", "json")
                        .json())
                .containsEntry("count", 0)
                .containsEntry("filter", Map.of("status", "pending"));
        assertThat(labctl("trace", id, "-o", "json").out())
                .containsSubsequence(
                        "\"subject\" : \"todo " + id,
                        "created",
                        "POST /users/" + user,
                        "answered 201 in ",
                        "last changed",
                        "PUT");
        assertThat(labctl("trace", user).out()).contains("todo-api: user " + user, "PostgreSQL users", "POST /users");
        assertThat(labctl("todo", "delete", id).out()).contains("deleted todo " + id);
        assertThat(refused(2, "todo", "show", id).err()).contains("Todo not found");
        assertThat(labctl("todo", "users", "delete", user).out()).contains("deleted user " + user);
        assertThat(refused(2, "todo", "users", "show", user).err()).contains("User not found");
        assertThat(labctl("trace", id).out()).contains("deleted, or never there: " + id, "DELETE", "answered 204");
    }

    @Test
    void aPasswordIsCheckedAndNeverShown() {
        Map<String, Object> user = newUser("login@example.org", "--password", "open sesame", "--department", "Caves");

        assertThat(user).containsEntry("department", "Caves").doesNotContainKey("password");
        assertThat(labctl("todo", "users", "login", "login@example.org", "--password", "open sesame")
                        .out())
                .contains("login@example.org");
        assertThat(refused(4, "todo", "users", "login", "login@example.org", "--password", "open barley")
                        .err())
                .contains("Invalid credentials");
        assertThat(refused(2, "todo", "users", "login", "login@example.org").err())
                .contains("there is no password");
    }

    @Test
    void whatTheApiDoesNotTakeExits2AndSaysWhy() {
        newUser("once@example.org");

        assertThat(refused(2, "todo", "users", "add", "Once", "ONCE@example.org")
                        .err())
                .contains("User with this email already exists");
        assertThat(refused(2, "todo", "users", "add", "x", "nowhere").err())
                .contains("name must be 2 to 255 characters", "email must be an e-mail address");
        assertThat(refused(2, "todo", "add", "once@example.org", "late", "--due", "yesterday")
                        .err())
                .contains("due_date must be an ISO-8601 instant");
        assertThat(refused(2, "todo", "list", "nobody@example.org").err())
                .contains("there is no user with the id or e-mail address 'nobody@example.org'");
        assertThat(refused(2, "todo", "list", UUID.randomUUID().toString()).err())
                .contains("User not found");
    }

    @Test
    void aTextWithControlCharactersCannotSteerTheTerminal() {
        newUser("steer@example.org");
        labctl("todo", "add", "steer@example.org", "\u001b[2Jgone\nnext");

        assertThat(labctl("todo", "list", "steer@example.org").out())
                .contains("\\u001b[2Jgone\\u000anext")
                .doesNotContain("\u001b");
    }

    @Test
    void manyUsersAreListedToTheLast() {
        Cloud cloud = lab.cloud();
        TodoClient client = new TodoClient(cloud.signedHttp(), TodoApiLab.api(lab.deployment()));
        for (int i = 0; i < 105; i++) {
            client.addUser(Map.of("name", "Many", "email", "many-%d@example.org".formatted(i)));
        }

        assertThat(labctl("todo", "users", "list").out()).contains("many-0@example.org", "many-104@example.org");
        assertThat(labctl("todo", "users", "show", "MANY-104@example.org").out())
                .contains("many-104@example.org");
    }

    @Test
    void healthIsAFailureWhenADatabaseIsNotThere() {
        assertThat(labctl("todo", "health").out()).contains("rds: healthy", "dynamodb: healthy");
        lab.sabotage().withoutStatement(lab.physicalId("ApiRole"), "todo-api", "KeepTodos", () -> assertThat(
                        refused(5, "todo", "health", "-o", "json").json())
                .containsEntry("status", "unhealthy"));
    }

    @Test
    void anySignedCallPrintsItsBodyAndFailsUnlessItIs2xx() {
        Run created =
                labctl("api", "post", "/users", "--data", "{\"name\":\"Api\",\"email\":\"api@example.org\"}", "-i");
        assertThat(created.out()).contains("HTTP 201", "location: /users/", "\"email\" : \"api@example.org\"");
        assertThat(labctl("api", "GET", "/users?limit=1&offset=0", "-o", "json").json())
                .containsEntry("limit", 1);
        Run refused = refused(5, "api", "PUT", "/users", "-o", "json");
        assertThat(refused.json()).containsEntry("error", "Method not allowed");
        assertThat(refused.err())
                .contains("PUT /users answered 405: Method not allowed", "one of the methods it takes: ");
    }

    @Test
    void aBodyComesFromAFileToTheByte() {
        Path file = lab.commandLine().file("user.json", "{\"name\":\"Fïle\",\"email\":\"file@example.org\"}");
        assertThat(labctl("api", "POST", "/users", "--data", "@" + file, "--header", "Content-Type: application/json")
                        .out())
                .contains("Fïle");
        assertThat(refused(5, "api", "POST", "/users", "--data", "{").out()).contains("Malformed JSON");
    }

    @Test
    void thePermissionThatACallerOfTheUrlLacksIsNamed() {
        String function = lab.output("FunctionName") + ":live";
        assertThat(UrlPermissions.missing(lab.cloud(), function)).contains(List.of());
        Credentials session = lab.cloud().sts().assume(lab.output("CallerRoleArn"), "test");
        // Who may call it and nothing else may not look at policies either.
        assertThat(UrlPermissions.missing(lab.cloud().as(session), function)).isEmpty();
        String toLook = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", "Action": [
                  "lambda:GetPolicy", "lambda:GetFunctionConfiguration", "iam:GetRole", "iam:SimulatePrincipalPolicy"]}]}
                """;
        lab.sabotage().withPolicy(lab.physicalId("CallerRole"), toLook, () -> {
            assertThat(UrlPermissions.missing(lab.cloud().as(session), function))
                    .contains(List.of());
            try (LambdaClient lambda = lab.commandLine().client(LambdaClient.builder())) {
                String statement = lab.physicalId("CallerInvokePermission");
                lambda.removePermission(request -> request.functionName(lab.output("FunctionName"))
                        .qualifier("live")
                        .statementId(statement.substring(statement.lastIndexOf('|') + 1)));
            }
            assertThat(UrlPermissions.missing(lab.cloud().as(session), function))
                    .contains(List.of("lambda:InvokeFunction"));
        });
    }
}
