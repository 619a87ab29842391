package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.stack.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A lab that a test deployed, to be broken and verified. */
public final class DeployedLab implements AutoCloseable {
    /** Labs that stand on another: their database is of it. */
    private static final Map<String, String> STANDS_ON = Map.of("rds-backup", "db-replication");

    private final String slug;
    private final CommandLineFixture commandLine = new CommandLineFixture();
    private final Cloud cloud;
    private final Map<String, String> outputs;

    /** Deploys a lab into an empty local cloud of its own. */
    public DeployedLab(String slug) {
        this.slug = slug;
        String base = STANDS_ON.get(slug);
        if (base != null) {
            commandLine.labctl("deploy", base, "--yes");
        }
        commandLine.labctl("deploy", slug, "--yes");
        this.cloud = commandLine.cloud();
        this.outputs =
                cloud.cloudFormation().describe(stackName()).orElseThrow().outputs();
    }

    public String slug() {
        return slug;
    }

    public String stackName() {
        return "labctl-" + slug;
    }

    public Cloud cloud() {
        return cloud;
    }

    /** The lab as checks see it. */
    public Deployment deployment() {
        return new Deployment(
                cloud,
                slug,
                cloud.cloudFormation().describe(stackName()).orElseThrow(),
                cloud.cloudFormation().resources(stackName()));
    }

    public Sabotage sabotage() {
        return new Sabotage(commandLine);
    }

    public CommandLineFixture commandLine() {
        return commandLine;
    }

    public String output(String name) {
        return Objects.requireNonNull(outputs.get(name), "output " + name);
    }

    /** The physical id of a resource of the stack. */
    public String physicalId(String logicalId) {
        List<StackResource> resources = cloud.cloudFormation().resources(stackName());
        return resources.stream()
                .filter(resource -> resource.logicalId().equals(logicalId))
                .findFirst()
                .orElseThrow()
                .physicalId();
    }

    /** Verifies one check that must fail, by its name, with a reason that says this; what never comes is not waited for. */
    public void assertFails(String check, String reason) {
        assertFails(check, reason, "5s");
    }

    /** The same, of a check that has to wait for something before it can fail. */
    public void assertFails(String check, String reason, String timeout) {
        CommandLineFixture.Run run = verify(check, "--timeout", timeout);
        assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isEqualTo(1);
        assertThat(run.out()).contains("\"" + check + "\"").contains(reason);
    }

    /** Verifies one check that must pass. */
    public void assertPasses(String check) {
        CommandLineFixture.Run run = verify(check);
        assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
    }

    private CommandLineFixture.Run verify(String check, String... options) {
        List<String> arguments = new ArrayList<>(List.of("verify", slug, "--check", check, "-o", "json"));
        arguments.addAll(List.of(options));
        return commandLine.tryLabctl(arguments.toArray(String[]::new));
    }

    @Override
    public void close() {
        cloud.close();
        commandLine.close();
    }
}
