package dev.labctl.cli.stack;

import dev.labctl.cli.error.LabctlException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stacks of which everything that can be known without a cloud is right: templates, parameters, code.
 *
 * @param templates each request's template, in the order in which they are deployed
 */
public record DeployPlan(Map<DeployRequest, TemplateFile> templates) {
    public DeployPlan {
        templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
    }

    /** Whether the shared network is deployed before the labs. */
    boolean hasNetwork() {
        return templates.keySet().stream().anyMatch(request -> request.lab().equals(SharedNetwork.SLUG));
    }

    /**
     * Checks all that is to be deployed.
     *
     * @throws LabctlException exit code 2, with every problem
     */
    public static DeployPlan of(List<DeployRequest> requests) {
        return new DeployPlan(Preflight.check(requests));
    }
}
