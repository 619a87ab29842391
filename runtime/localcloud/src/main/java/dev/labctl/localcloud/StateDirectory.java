package dev.labctl.localcloud;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The directory that holds a cloud's state, held by one cloud at a time and of one format. */
final class StateDirectory implements AutoCloseable {
    /** Raised when state of an older cloud can no longer be read. */
    static final String FORMAT = "1";

    private final Path path;
    private final FileChannel lock;

    private StateDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory where it is missing and takes it.
     *
     * @throws StateDirectoryException when it cannot be written, is held by a live cloud, or is of another format
     */
    static StateDirectory take(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new StateDirectoryException(
                        "the state directory " + path + " is in use by a running local cloud");
            }
            StateDirectory directory = new StateDirectory(path, channel);
            directory.checkFormat();
            return directory;
        } catch (IOException e) {
            throw new StateDirectoryException("the state directory " + path + " cannot be written: " + e, e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void checkFormat() throws IOException {
        Path file = path.resolve("version");
        if (!Files.exists(file)) {
            Files.writeString(file, FORMAT + "\n");
            return;
        }
        String found = Files.readString(file).strip();
        if (!found.equals(FORMAT)) {
            close();
            throw new StateDirectoryException(
                    "the state in " + path + " is of format " + found + ", and this local cloud reads format " + FORMAT
                            + ": use the labctl that wrote it, or another directory");
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
