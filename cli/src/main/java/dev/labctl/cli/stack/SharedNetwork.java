package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.error.LabctlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The network that labs with databases stand in, a stack of its own: deployed before the first lab that needs it,
 * destroyed after the last. A lab needs it when its template asks for a network and none is given.
 */
public final class SharedNetwork {
    /** How it is called among the labs: its folder of templates, the end of its stack's name. */
    public static final String SLUG = "network";

    /** What templates ask for; outputs of the network's template have the same names. */
    static final Set<String> PARAMETERS = Set.of("VpcId", "SubnetIds");

    private SharedNetwork() {}

    /**
     * Whether a lab needs it.
     *
     * @throws LabctlException exit code 2, when a part of another network is given
     */
    static boolean isNeeded(DeployRequest request, TemplateFile template) {
        if (!isAskedFor(template) || request.lookedUp().names().containsAll(PARAMETERS)) {
            return false;
        }
        Set<String> given = request.parameters().keySet();
        boolean hasSome = PARAMETERS.stream().anyMatch(given::contains);
        if (hasSome && !given.containsAll(PARAMETERS)) {
            throw LabctlException.usage(
                    "%s needs VpcId and SubnetIds of the same network".formatted(request.lab()),
                    "give both with --parameter, or neither for the network that labctl makes");
        }
        return !hasSome;
    }

    /** Whether a template asks for a network, be it this one or another. */
    public static boolean isAskedFor(TemplateFile template) {
        return template.parameters().keySet().containsAll(PARAMETERS);
    }

    /** What is to be deployed before a lab that needs it. */
    static DeployRequest request(DeployRequest lab) {
        return lab.companion(SLUG, lab.parameters());
    }

    /** The lab's request with the network's outputs for the parameters that ask for them. */
    static DeployRequest inside(DeployRequest lab, Map<String, String> outputs) {
        Map<String, String> parameters = new HashMap<>(lab.parameters());
        PARAMETERS.forEach(name -> {
            String value = outputs.get(name);
            if (value != null) {
                parameters.putIfAbsent(name, value);
            }
        });
        return lab.with(parameters);
    }

    /**
     * Destroys it, unless a stack stands in it.
     *
     * @return what was deleted and what is left; empty when it is not there or in use
     */
    static Optional<Receipt> destroyUnused(Cloud cloud, Destroy destroy, StackNames names, Duration timeout) {
        List<StackDescription> stacks = new ArrayList<>(cloud.cloudFormation().list());
        Optional<StackDescription> network = stacks.stream()
                .filter(stack -> stack.name().equals(names.of(SLUG)))
                .findFirst();
        if (network.isEmpty()) {
            return Optional.empty();
        }
        String vpc = network.get().outputs().get("VpcId");
        boolean isUsed = vpc != null
                && stacks.stream()
                        .anyMatch(stack -> vpc.equals(stack.parameters().get("VpcId")));
        return isUsed ? Optional.empty() : Optional.of(destroy.run(SLUG, names.of(SLUG), timeout));
    }
}
