package dev.labctl.localcloud.network;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which process has opened a loopback connection, as Linux tells: {@code /proc/net/tcp} has each connection's socket, and
 * {@code /proc/<pid>/fd} the sockets of a process (proc(5)).
 */
public final class PeerProcess {
    private static final List<Path> CONNECTIONS = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private PeerProcess() {}

    /** Whether this system tells. Where it does not, everybody counts as nobody's workload and reaches everything. */
    public static boolean isKnown() {
        return CONNECTIONS.stream().anyMatch(Files::isReadable);
    }

    /** The inode of the socket at the far end of a connection; empty when it is closed or the system does not tell. */
    static OptionalLong socket(int peerPort, int localPort) {
        String local = ":%04X".formatted(peerPort);
        String remote = ":%04X".formatted(localPort);
        return CONNECTIONS.stream()
                .filter(Files::isReadable)
                .flatMap(table -> rows(table).stream())
                .filter(row -> row.length > INODE && row[LOCAL].endsWith(local) && row[REMOTE].endsWith(remote))
                .mapToLong(row -> Long.parseLong(row[INODE]))
                .filter(inode -> inode != 0)
                .findFirst();
    }

    private static List<String[]> rows(Path table) {
        try {
            return Files.readAllLines(table).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .toList();
        } catch (IOException e) {
            // A system without the protocol.
            return List.of();
        }
    }

    /** Whether the process has this socket open. */
    static boolean holds(long processId, long inode) {
        String wanted = "socket:[" + inode + "]";
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc", String.valueOf(processId), "fd"))) {
            for (Path descriptor : open) {
                if (isLinkTo(descriptor, wanted)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // The process has ended, or it is not ours to look into.
            return false;
        }
        return false;
    }

    /** A descriptor may be closed while we look. */
    private static boolean isLinkTo(Path descriptor, String target) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(target);
        } catch (IOException e) {
            return false;
        }
    }
}
