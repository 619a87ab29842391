package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.error.LabctlException;
import java.util.Map;
import java.util.Set;

/** Values of a template's parameters that only the cloud knows; they are looked up just before the stack is deployed. */
public interface LookedUp {
    /** For templates that need nothing of the kind. */
    LookedUp NOTHING = new LookedUp() {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Map<String, String> values(Cloud cloud) {
            return Map.of();
        }
    };

    /** The parameters that it has values for. */
    Set<String> names();

    /**
     * The values, some or all of them; what the user gives comes before them.
     *
     * @throws LabctlException when what they depend on is not there
     */
    Map<String, String> values(Cloud cloud);
}
