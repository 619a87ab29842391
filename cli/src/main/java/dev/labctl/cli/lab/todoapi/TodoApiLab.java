package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.KeepsTodos;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.ServesApi;
import dev.labctl.cli.lab.ServesApi.Api;
import dev.labctl.cli.lab.TakesLoad;
import dev.labctl.cli.lab.check.AlarmChecks;
import dev.labctl.cli.lab.check.DatabaseChecks;
import dev.labctl.cli.lab.check.LogChecks;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** An API for users and their todos: one function behind a URL, users in PostgreSQL, todos in DynamoDB. */
public final class TodoApiLab implements Lab {
    static final String FUNCTION = "FunctionName";
    static final String LOGS = "LogGroupName";
    static final String CLEANER = "CleanerFunctionName";
    static final String DATABASE = "DatabaseInstanceId";

    /** What the URL calls. */
    private static final String ALIAS = ":live";

    /** A request for the API's health, as a function URL hands it to the function. */
    private static final String HEALTH_EVENT = """
            {"version": "2.0", "rawPath": "/health", "rawQueryString": "", "headers": {},
             "requestContext": {"http": {"method": "GET", "path": "/health"}}, "isBase64Encoded": false}
            """;

    @Override
    public String slug() {
        return "todo-api";
    }

    @Override
    public String summary() {
        return "answers signed HTTP requests for users, kept in PostgreSQL, and their todos, kept in DynamoDB";
    }

    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(UserChecks.all());
        checks.addAll(TodoChecks.all());
        checks.addAll(ListingChecks.all());
        checks.addAll(RefusalChecks.all());
        checks.addAll(SignatureChecks.all());
        checks.add(DatabaseChecks.closed(DATABASE));
        checks.add(SecretChecks.passwordOutOfSight());
        checks.add(LogChecks.written(List.of(
                new LogChecks.Logging(FUNCTION, LOGS, HEALTH_EVENT),
                new LogChecks.Logging(CLEANER, "CleanerLogGroupName", "{}"))));
        checks.add(AlarmChecks.armed());
        // At last what takes a database away, and what moves the clock.
        checks.addAll(HealthChecks.all());
        checks.addAll(CleanerChecks.all());
        return checks;
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(
                new ApiFaults(),
                new TodoTraces(),
                (ServesApi) TodoApiLab::api,
                (KeepsTodos) deployment -> new TodoClient(deployment.cloud().signedHttp(), api(deployment)),
                (TakesLoad) TodoLoad::new);
    }

    static Api api(Deployment deployment) {
        return new Api(URI.create(deployment.output("ApiUrl")), deployment.output(FUNCTION) + ALIAS);
    }

    @Override
    public void cleanUp(Verification run) {
        Calls.of(run).deleteUsers();
    }
}
