package dev.labctl.cli.stack;

import dev.labctl.cli.error.LabctlException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** The shared network alone; empty when no lab needs it. */
    public Optional<DeployPlan> network() {
        return templates.entrySet().stream()
                .filter(each -> each.getKey().lab().equals(SharedNetwork.SLUG))
                .findFirst()
                .map(each -> new DeployPlan(Map.of(each.getKey(), each.getValue())));
    }

    /**
     * The labs alone, in a network that is there.
     *
     * @param outputs those of the network's stack
     */
    public DeployPlan inside(Map<String, String> outputs) {
        Map<DeployRequest, TemplateFile> labs = new LinkedHashMap<>();
        templates.forEach((request, template) -> {
            if (!request.lab().equals(SharedNetwork.SLUG)) {
                boolean needsIt = SharedNetwork.isNeeded(request, template);
                labs.put(needsIt ? SharedNetwork.inside(request, outputs) : request, template);
            }
        });
        return new DeployPlan(labs);
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
