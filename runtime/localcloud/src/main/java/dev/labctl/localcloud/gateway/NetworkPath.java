package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.http.HttpConnection;
import dev.labctl.localcloud.network.Workload;
import java.io.IOException;
import java.time.Duration;

/**
 * The way from a workload inside of a VPC to the API of a service: through an endpoint or a NAT gateway. Where there is
 * none, packets are lost: the request is not answered until the client gives up, or a way is made.
 *
 * <p>Who is behind a connection is looked up once, and only while some workload stands in a VPC at all.
 */
final class NetworkPath {
    private static final String FROM_OUTSIDE = "from outside";
    private static final int LOOK_AGAIN_MILLIS = 250;

    /** As long as Linux tries to connect. */
    private static final Duration HELD = Duration.ofSeconds(130);

    private final CloudEnvironment environment;

    NetworkPath(CloudEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Returns when the request has arrived.
     *
     * @param service the service in the signature's scope
     * @throws IOException when there is no way, after the client has certainly given up
     */
    void travel(HttpConnection connection, String service, String region) throws IOException {
        String target = service + "/" + region;
        if (connection.hasMark(FROM_OUTSIDE)
                || connection.hasMark(target)
                || !environment.workloads().areInVpc()) {
            return;
        }
        Workload from = environment
                .workloads()
                .behind(connection.peer(), connection.localPort())
                .orElse(null);
        if (from == null || from.placement() == null) {
            connection.mark(FROM_OUTSIDE);
            return;
        }
        awaitWay(from, service, region);
        connection.mark(target);
    }

    private void awaitWay(Workload from, String service, String region) throws IOException {
        long end = System.nanoTime() + HELD.toNanos();
        while (!environment.gate().reachesApi(from, service, region)) {
            if (System.nanoTime() > end || !environment.workloads().runs(from)) {
                throw new IOException(from.name() + " has no network path to " + service + " in " + region);
            }
            try {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the cloud stops", e);
            }
        }
    }
}
