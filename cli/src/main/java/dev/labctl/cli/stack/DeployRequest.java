package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What to deploy, and how.
 *
 * @param lab the lab's slug
 * @param template the lab's template on disk
 * @param code the zip that functions run; uploaded when the template has the parameters for it
 * @param lookedUp what the cloud is asked for besides the parameters
 * @param dryRun show the change set and stop
 * @param replaceFailed delete a stack that failed so that it cannot be updated, and create it anew
 */
public record DeployRequest(
        String lab,
        Path template,
        Path code,
        StackNames names,
        Map<String, String> parameters,
        LookedUp lookedUp,
        Map<String, String> tags,
        boolean dryRun,
        boolean replaceFailed,
        Duration timeout) {
    public DeployRequest {
        parameters = Map.copyOf(parameters);
        tags = Map.copyOf(tags);
    }

    /** The same with these parameters. */
    DeployRequest with(Map<String, String> values) {
        return new DeployRequest(lab, template, code, names, values, lookedUp, tags, dryRun, replaceFailed, timeout);
    }

    /** A request for a stack of labctl's own that this lab needs; its template lies beside the lab's. */
    DeployRequest companion(String slug, Map<String, String> values) {
        Path beside =
                template.resolveSibling("../" + slug).resolve("template.yaml").normalize();
        return new DeployRequest(
                slug, beside, code, names, values, LookedUp.NOTHING, tags, dryRun, replaceFailed, timeout);
    }

    /** The same with what is looked up and was not given. */
    DeployRequest completed(Cloud cloud) {
        Map<String, String> values = new HashMap<>(lookedUp.values(cloud));
        values.putAll(parameters);
        return with(values);
    }

    /** The stack's name. */
    public String stackName() {
        return names.of(lab);
    }
}
