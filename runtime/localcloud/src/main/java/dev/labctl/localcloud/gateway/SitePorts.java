package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.Site;
import dev.labctl.localcloud.core.Sites;
import dev.labctl.localcloud.http.HttpServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ports that sites have, served by the gateway's threads. */
final class SitePorts implements Sites {
    private static final Logger LOG = LoggerFactory.getLogger(SitePorts.class);

    private final Executor threads;
    private final Map<Integer, HttpServer> servers = new HashMap<>();
    private final Map<Integer, Site> waiting = new HashMap<>();
    private @Nullable SiteRequests requests;
    private boolean isClosed;

    SitePorts(Executor threads) {
        this.threads = threads;
    }

    @Override
    public synchronized boolean open(int port, Site site) {
        if (isClosed) {
            return false;
        }
        HttpServer server;
        try {
            server = HttpServer.bind(port, threads);
        } catch (IOException e) {
            LOG.debug("port {} is taken: {}", port, e.getMessage());
            return false;
        }
        servers.put(port, server);
        if (requests == null) {
            waiting.put(port, site);
        } else {
            server.start(requests.of(site));
        }
        return true;
    }

    @Override
    public void close(int port) {
        HttpServer server;
        synchronized (this) {
            waiting.remove(port);
            server = servers.remove(port);
        }
        if (server != null) {
            server.close();
        }
    }

    /** Has all sites answer, those included that are opened later. */
    synchronized void start(SiteRequests answering) {
        requests = answering;
        servers.forEach((port, server) -> {
            Site site = waiting.remove(port);
            if (site != null) {
                server.start(answering.of(site));
            }
        });
    }

    /** Closes all ports for good. */
    synchronized void closeAll() {
        isClosed = true;
        servers.values().forEach(HttpServer::close);
        servers.clear();
    }
}
