package dev.labctl.localcloud.console;

import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;

/** Reads the cloud of one region through its services' own operations, as the account's root. */
final class Calls {
    private final CloudEnvironment environment;
    private final Caller caller;

    Calls(CloudEnvironment environment, String region) {
        this.environment = environment;
        this.caller = Caller.of(Principal.root(environment.accountId()), region);
    }

    String region() {
        return caller.region();
    }

    /** Calls an operation. @throws dev.labctl.localcloud.core.AwsError as the operation does */
    <R extends SdkResponse> R call(SdkRequest request, Class<R> responseType) {
        return environment.dispatcher().call(caller, request, responseType);
    }

    /** What only the service itself knows of one of its resources. */
    List<Map<String, Object>> inside(String service, String name) {
        return environment.registry().services().stream()
                .filter(each -> each.definition().name().equals(service))
                .findFirst()
                .map(each -> each.inside(region(), name))
                .orElse(List.of());
    }
}
