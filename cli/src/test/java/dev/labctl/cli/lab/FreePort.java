package dev.labctl.cli.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that are stopped and started again. */
final class FreePort {
    private FreePort() {}

    /**
     * A free loopback port, below those that systems give to clients: a client of some other process that got this one
     * would keep a server from coming back.
     */
    static int pick() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                // Taken: the next one.
            }
        }
    }
}
