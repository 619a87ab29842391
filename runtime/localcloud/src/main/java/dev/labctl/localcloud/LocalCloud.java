package dev.labctl.localcloud;

import dev.labctl.localcloud.chaos.Chaos;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Dispatcher;
import dev.labctl.localcloud.core.Metrics;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.core.ServiceRegistry;
import dev.labctl.localcloud.gateway.AdminApi;
import dev.labctl.localcloud.gateway.ApiHandler;
import dev.labctl.localcloud.gateway.Gateway;
import dev.labctl.localcloud.gateway.RequestCounts;
import dev.labctl.localcloud.gateway.SiteRequests;
import dev.labctl.localcloud.identity.Authorizer;
import dev.labctl.localcloud.identity.Credential;
import dev.labctl.localcloud.identity.IdentityStore;
import dev.labctl.localcloud.identity.PolicyAuthorizer;
import dev.labctl.localcloud.network.Reachability;
import dev.labctl.localcloud.network.Workloads;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.time.CloudClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running local cloud: all installed services behind one loopback port, with their state in one directory. */
public final class LocalCloud implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCloud.class);

    private final StateDirectory directory;
    private final Gateway gateway;
    private final CloudEnvironment environment;

    private LocalCloud(StateDirectory directory, Gateway gateway, CloudEnvironment environment) {
        this.directory = directory;
        this.gateway = gateway;
        this.environment = environment;
    }

    /** This cloud's version, as its jar's manifest says it; {@code development} when it does not run from a jar. */
    public static String version() {
        return Objects.requireNonNullElse(LocalCloud.class.getPackage().getImplementationVersion(), "development");
    }

    /**
     * Starts a cloud, without pages for administration, and returns when it answers requests.
     *
     * @throws StateDirectoryException when the directory is held by another cloud, unwritable or of another format
     * @throws dev.labctl.localcloud.gateway.PortTakenException when the port is taken
     * @throws dev.labctl.localcloud.store.StoreException when the stored state is unreadable
     */
    public static LocalCloud start(LocalCloudConfig config) {
        return start(config, AdminApi.withNewToken(() -> {}));
    }

    /**
     * Starts a cloud and returns when it answers requests.
     *
     * @throws StateDirectoryException when the directory is held by another cloud, unwritable or of another format
     * @throws dev.labctl.localcloud.gateway.PortTakenException when the port is taken
     * @throws dev.labctl.localcloud.store.StoreException when the stored state is unreadable
     */
    static LocalCloud start(LocalCloudConfig config, AdminApi admin) {
        StateDirectory directory = StateDirectory.take(config.directory());
        ExecutorService executor = executor();
        // Meanwhile, for this looks into every jar.
        CompletableFuture<List<ServiceFactory>> installed =
                CompletableFuture.supplyAsync(ServiceRegistry::installed, executor);
        Gateway gateway = null;
        Store store = null;
        try {
            gateway = Gateway.bind(config.port());
            store = Store.open(directory.path().resolve("state.db"));
            LocalCloud cloud =
                    new LocalCloud(directory, gateway, environment(config, directory, gateway, store, executor));
            cloud.startServices(result(installed), admin);
            return cloud;
        } catch (Throwable e) {
            if (store != null) {
                store.close();
            }
            if (gateway != null) {
                gateway.close();
            }
            executor.shutdownNow();
            release(directory);
            throw e;
        }
    }

    private static CloudEnvironment environment(
            LocalCloudConfig config, StateDirectory directory, Gateway gateway, Store store, ExecutorService executor) {
        CloudClock clock = new CloudClock(store, executor);
        ServiceRegistry registry = new ServiceRegistry();
        IdentityStore identities = new IdentityStore(store, clock, config.accountId());
        Authorizer authorizer = new PolicyAuthorizer(identities, registry, clock);
        Dispatcher dispatcher = new Dispatcher(authorizer, config.accountId());
        Workloads workloads = new Workloads();
        return new CloudEnvironment(
                store,
                clock,
                identities,
                authorizer,
                dispatcher,
                registry,
                new Metrics(),
                workloads,
                new Reachability(dispatcher, workloads, config.accountId()),
                new Chaos(),
                gateway.sites(),
                executor,
                directory.path(),
                gateway.endpoint(),
                config.accountId());
    }

    private static ExecutorService executor() {
        AtomicInteger count = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "cloud-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private void startServices(List<ServiceFactory> installed, AdminApi admin) {
        ServiceRegistry registry = environment.registry();
        // Side by side: most of a start is loading and linking the services' classes.
        List<CompletableFuture<Void>> added = new ArrayList<>();
        for (ServiceFactory factory : installed) {
            added.add(CompletableFuture.runAsync(
                    () -> registry.add(factory.create(environment)), environment.executor()));
        }
        added.forEach(LocalCloud::result);
        for (Service service : registry.services()) {
            environment
                    .dispatcher()
                    .add(registry.operations(service.definition().name()));
        }
        registry.services().forEach(Service::start);
        RequestCounts counts = new RequestCounts();
        gateway.start(
                new ApiHandler(environment, counts),
                admin.of(environment, counts),
                new SiteRequests(environment, counts));
    }

    private static <T> T result(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The base URL of all services. */
    public URI endpoint() {
        return gateway.endpoint();
    }

    /** What the services were built with. */
    public CloudEnvironment environment() {
        return environment;
    }

    /** The access key that may do everything. */
    public Credential adminCredentials() {
        return environment
                .identities()
                .administrator()
                .orElseThrow(() -> new IllegalStateException("the administrator's access key was deleted"));
    }

    /** Stops answering, ends what the services started, and closes the state; idempotent. */
    @Override
    public void close() {
        gateway.stop();
        for (Service service : environment.registry().services()) {
            try {
                service.stop();
            } catch (RuntimeException e) {
                LOG.error(
                        "service {} did not stop cleanly", service.definition().name(), e);
            }
        }
        environment.clock().close();
        // Before any thread is interrupted: an interrupt closes the file that the thread is reading or writing.
        environment.store().close();
        gateway.close();
        environment.executor().shutdownNow();
        release(directory);
    }

    private static void release(StateDirectory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
