package dev.labctl.localcloud.network;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** The workloads that run now, each with the process that it started as; what that starts belongs to it too. */
public final class Workloads {
    private final Map<Long, Workload> byProcess = new ConcurrentHashMap<>();

    /** Notes that a workload runs as this process, until it is removed. */
    public void add(long processId, Workload workload) {
        byProcess.put(processId, workload);
    }

    public void remove(long processId) {
        byProcess.remove(processId);
    }

    /** Whether any workload stands in a VPC, so that it may be shut off. */
    public boolean areInVpc() {
        return byProcess.values().stream().anyMatch(workload -> workload.placement() != null);
    }

    /** Whether this workload still runs. */
    public boolean runs(Workload workload) {
        return byProcess.containsValue(workload);
    }

    /** The workload that opened a connection; empty for processes that are none of the cloud's, as a user's client. */
    public Optional<Workload> behind(InetSocketAddress peer, int localPort) {
        if (byProcess.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong socket = PeerProcess.socket(peer.getPort(), localPort);
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        for (Map.Entry<Long, Workload> entry : byProcess.entrySet()) {
            if (PeerProcess.holds(entry.getKey(), socket.getAsLong())) {
                return Optional.of(entry.getValue());
            }
        }
        for (Map.Entry<Long, Workload> entry : byProcess.entrySet()) {
            boolean isOfChild = ProcessHandle.of(entry.getKey()).stream()
                    .flatMap(ProcessHandle::descendants)
                    .anyMatch(child -> PeerProcess.holds(child.pid(), socket.getAsLong()));
            if (isOfChild) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }
}
