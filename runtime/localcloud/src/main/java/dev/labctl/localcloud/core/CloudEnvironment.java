package dev.labctl.localcloud.core;

import dev.labctl.localcloud.chaos.Chaos;
import dev.labctl.localcloud.identity.Authorizer;
import dev.labctl.localcloud.identity.IdentityStore;
import dev.labctl.localcloud.network.Reachability;
import dev.labctl.localcloud.network.Workloads;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.time.CloudClock;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;

/**
 * What a service is built with.
 *
 * @param store committed state
 * @param clock the one clock
 * @param identities users, roles, keys and sessions
 * @param authorizer decides what a principal may do
 * @param dispatcher calls to other services
 * @param registry the services and resource types there are; complete only once the cloud has started
 * @param metrics where services report what CloudWatch shows of them
 * @param workloads the processes that run in the cloud and where they stand
 * @param gate who reaches what inside of VPCs
 * @param chaos faults on purpose
 * @param sites ports of its own for what a service serves beside its API
 * @param executor for work that goes on after the answer; threads are named and end with the cloud
 * @param directory the state directory; a service keeps files only under {@code directory/<service name>}
 * @param endpoint the gateway's base URL, for instance {@code http://127.0.0.1:4566}
 * @param accountId the one account, 12 digits
 */
public record CloudEnvironment(
        Store store,
        CloudClock clock,
        IdentityStore identities,
        Authorizer authorizer,
        Dispatcher dispatcher,
        ServiceRegistry registry,
        Metrics metrics,
        Workloads workloads,
        Reachability gate,
        Chaos chaos,
        Sites sites,
        ExecutorService executor,
        Path directory,
        URI endpoint,
        String accountId) {}
