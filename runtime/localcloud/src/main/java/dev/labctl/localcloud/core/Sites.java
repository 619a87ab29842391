package dev.labctl.localcloud.core;

/**
 * Gives each {@link Site} a loopback port of its own: names below {@code localhost} do not resolve in every client (not
 * in a JDK, not in Python), and under a path of the gateway a site would not be an origin of its own, to which clients
 * resolve {@code /users} and browsers keep cookies and CORS apart.
 */
public interface Sites {
    /**
     * Takes requests for the site at that port from now on; those that come while the cloud starts wait.
     *
     * @return false when the port is taken
     */
    boolean open(int port, Site site);

    /** Takes no more requests there and cuts connections; no effect when nothing is open there. */
    void close(int port);
}
