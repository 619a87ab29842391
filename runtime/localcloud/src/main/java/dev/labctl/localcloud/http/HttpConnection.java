package dev.labctl.localcloud.http;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** A client's connection, whose requests are handled one after the other. */
public final class HttpConnection {
    private final InetSocketAddress peer;
    private final int localPort;
    private final Set<String> marks = new HashSet<>();

    private HttpConnection(InetSocketAddress peer, int localPort) {
        this.peer = peer;
        this.localPort = localPort;
    }

    static HttpConnection of(Socket socket) {
        return new HttpConnection((InetSocketAddress) socket.getRemoteSocketAddress(), socket.getLocalPort());
    }

    public InetSocketAddress peer() {
        return peer;
    }

    public int localPort() {
        return localPort;
    }

    /** Whether an earlier request left this mark. */
    public boolean hasMark(String mark) {
        return marks.contains(mark);
    }

    /** Leaves a mark for the requests to come. */
    public void mark(String mark) {
        marks.add(mark);
    }
}
