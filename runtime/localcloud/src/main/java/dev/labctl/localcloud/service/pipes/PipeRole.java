package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.targets.Targets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;

/** A pipe's role, which it takes on for all it does. A session is kept for some minutes. */
final class PipeRole {
    static final String SERVICE = "pipes.amazonaws.com";
    private static final Duration KEPT = Duration.ofMinutes(15);

    private final CloudEnvironment environment;
    private final Targets targets;
    private @Nullable Principal principal;
    private Instant until = Instant.MIN;

    PipeRole(CloudEnvironment environment) {
        this.environment = environment;
        this.targets = new Targets(environment);
    }

    /**
     * The role as a caller in the pipe's region.
     *
     * @throws AwsError as STS does, when the pipe may not assume it
     */
    Caller caller(DescribePipeResponse pipe) {
        Caller service = service(pipe.arn(), environment.accountId());
        Instant now = environment.clock().instant();
        Principal kept = principal;
        if (kept == null || !now.isBefore(until)) {
            kept = targets.assume(service, pipe.roleArn());
            principal = kept;
            until = now.plus(KEPT);
        }
        return Caller.of(kept, service.region());
    }

    /** Assumes the role anew next time. */
    void forget() {
        principal = null;
    }

    /** The service acting for a pipe. */
    static Caller service(String pipeArn, String accountId) {
        return Caller.service(SERVICE, pipeArn.split(":", 5)[3], pipeArn, accountId);
    }
}
