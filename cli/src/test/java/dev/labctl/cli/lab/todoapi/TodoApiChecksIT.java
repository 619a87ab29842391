package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.lab.ChecksContract;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/** Breaks a deployed todo-api in the way each check is about, and sees that check fail by name. */
final class TodoApiChecksIT extends ChecksContract {
    @SuppressWarnings("NullAway.Init") // prepare sets it before any test
    private SpoiledApi api;

    TodoApiChecksIT() {
        super("todo-api");
    }

    @Override
    protected void prepare() {
        api = new SpoiledApi(lab());
    }

    private void fails(String check, String reason, String route, String from, String to) {
        api.with(route, from, to, () -> assertFails(check, reason));
    }

    private static String status(int code) {
        return "\"statusCode\"\\s*:\\s*" + code;
    }

    private static String becomes(int code) {
        return "\"statusCode\":" + code;
    }

    @Test
    void aUserWhoIsReadOtherwiseThanGivenIsSeen() {
        fails("users-created-and-read", "what is read of a new user is", "GET /users/.+", "Verify", "Somebody");
    }

    @Test
    void aUserWhoBreaksARuleAndIsTakenIsSeen() {
        fails("users-validated", "POST /users answered 201", "POST /users", status(400), becomes(201));
    }

    @Test
    void anAddressThatIsTakenTwiceIsSeen() {
        fails("user-emails-unique", "POST /users answered 201", "POST /users", status(409), becomes(201));
    }

    @Test
    void aWrongPasswordThatIsLetInIsSeen() {
        fails("passwords-checked", "a wrong password: ", "POST /users/.+/authenticate", status(401), becomes(200));
    }

    @Test
    void aTodoThatOutlivesItsUserIsNamed() {
        fails(
                "users-deleted-with-todos",
                "of the deleted user, answers 200",
                "GET /todos/.+",
                status(404),
                becomes(200));
    }

    @Test
    void aTodoThatIsReadOtherwiseThanGivenIsSeen() {
        fails("todos-created-and-read", "priority of a todo is 'low', not 'urgent'", "GET /todos/.+", "urgent", "low");
    }

    @Test
    void aChangeThatBreaksARuleAndIsTakenIsSeen() {
        fails("todos-validated", "answered 200", "PUT /todos/.+", status(400), becomes(200));
    }

    @Test
    void aChangeThatIsLostIsSeen() {
        fails(
                "todos-updated",
                "status of a todo is 'pending', not 'completed'",
                "GET /todos/.+",
                "completed",
                "pending");
    }

    @Test
    void aTodoThatCannotBeDeletedIsSeen() {
        fails("todos-deleted", "not 204", "DELETE /todos/.+", status(204), becomes(500));
    }

    @Test
    void usersThatAreOnNoPageAreNamed() {
        fails("users-listed-in-pages", "the pages show []", "GET /users", "users(.{1,3}):\\[.*\\]", "users$1:[]");
    }

    @Test
    void todosThatAreNotListedAreNamed() {
        api.with(
                "GET /users/.+/todos",
                "todos(.{1,3}):\\[.*\\]",
                "todos$1:[]",
                () -> assertFails("todos-filtered-by-status", "not the todos [", "1s"));
    }

    @Test
    void aDashboardThatCountsWrongIsSeen() {
        fails("dashboard-counts", "overdue=2", "GET /dashboard/.+", "overdue(.{1,3}):2", "overdue$1:3");
    }

    @Test
    void aListingThatEndsEarlyIsSeen() {
        fails("todos-paged", "are on no page", "GET /users/.+/todos", "nextToken", "nextPage");
    }

    @Test
    void aPathThatIsNoRouteAndAnswersIsSeen() {
        fails("unknown-routes-refused", "GET /nothing answered 200", "GET /nothing", status(404), becomes(200));
    }

    @Test
    void anIdThatIsUnknownAndAnswersIsSeen() {
        fails("unknown-ids-refused", "not 404", "GET /todos/.+", status(404), becomes(200));
    }

    @Test
    void aBodyThatIsTooLargeAndTakenIsSeen() {
        fails("bad-bodies-refused", "not 413", "POST /users", status(413), becomes(201));
    }

    @Test
    void aTextThatIsChangedIsNamed() {
        fails("hostile-text-kept-as-text", "was read again as", "GET /todos/.+", "DROP TABLE", "");
    }

    @Test
    void aUrlThatLetsEverybodyInIsSeen() {
        api.open(() -> {
            assertFails("unsigned-refused", "without a signature, GET /health answered 200");
            assertFails("wrong-signatures-refused", "signed wrongly (OF_ANOTHER_SECRET), GET /health answered 200");
        });
        lab().assertPasses("unsigned-refused");
    }

    @Test
    void aCallerWhoMayInvokeTheFunctionIsSeen() {
        String tooMuch = """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}]}
                """;
        lab().sabotage()
                .withPolicy(
                        lab().physicalId("CallerRole"),
                        tooMuch,
                        () -> assertFails("caller-role-limited", "directly, which answered"));
        lab().assertPasses("caller-role-limited");
    }

    @Test
    void aDatabaseOpenToTheInternetIsNamed() {
        String instance = lab().output("DatabaseInstanceId");
        lab().sabotage()
                .withPublicDatabase(
                        instance, () -> assertFails("database-closed", instance + " can be reached from the internet"));
        lab().assertPasses("database-closed");
    }

    @Test
    void aPasswordInTheEnvironmentIsNamed() {
        lab().sabotage()
                .withEnvironment(
                        lab().output("FunctionName"),
                        "RDS_PASSWORD",
                        "secret",
                        () -> assertFails("secrets-not-in-environment", "[RDS_PASSWORD]"));
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        lab().sabotage()
                .withoutStatement(
                        lab().physicalId("CleanerRole"),
                        "todo-cleaner",
                        "WriteLogs",
                        () -> assertFails("logs-written", "REPORT"));
    }

    @Test
    void aDisarmedAlarmIsNamed() {
        String alarm = lab().physicalId("ApiErrorsAlarm");
        lab().sabotage().withoutAlarmActions(alarm, () -> assertFails("alarms-armed", alarm));
        lab().assertPasses("alarms-armed");
    }

    @Test
    void anApiThatIsNotWellIsSeen() {
        lab().sabotage()
                .withoutStatement(
                        lab().physicalId("ApiRole"),
                        "todo-api",
                        "KeepTodos",
                        () -> assertFails("healthy", "not 200 with rds healthy and dynamodb healthy"));
    }

    @Test
    void anApiThatSaysItIsWellWithoutItsDatabaseIsSeen() {
        api.with(
                "GET /health",
                status(503),
                becomes(200),
                () -> assertFails("one-database-down", "not 503 with rds unhealthy", "1m"));
    }

    @Test
    void aDisabledRuleIsNamed() {
        String rule = lab().output("ScheduleName");
        try (EventBridgeClient events = lab().commandLine().client(EventBridgeClient.builder())) {
            events.disableRule(request -> request.name(rule));
            assertFails("cleaner-scheduled", rule);
            events.enableRule(request -> request.name(rule));
        }
        lab().assertPasses("cleaner-scheduled");
    }

    @Test
    void withoutAnOnFailureDestinationFailedRunsAreForgotten() {
        lab().sabotage()
                .withoutOnFailureDestination(
                        lab().output("CleanerFunctionName"), () -> assertFails("failed-runs-kept", "nowhere"));
        lab().assertPasses("failed-runs-kept");
    }
}
