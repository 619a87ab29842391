package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.output.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The records of labs that are broken for practice, a file each: {@code broken/<target>-<account>-<region>/<stack>.json}.
 * A record is on disk, whole, before anything is broken, and stays there until it is healed.
 */
public final class BrokenLabs {
    private final Path folder;

    /** The records in this folder, which need not exist. */
    public BrokenLabs(Path folder) {
        this.folder = folder;
    }

    /** The records of a cloud, an account and a region. */
    public static BrokenLabs of(Path home, Cloud cloud) {
        return new BrokenLabs(home.resolve("broken")
                .resolve("%s-%s-%s"
                        .formatted(cloud.target().kind(), cloud.sts().caller().account(), cloud.region())));
    }

    /** Whether this home has ever had a record of any cloud. */
    public static boolean areKept(Path home) {
        return Files.isDirectory(home.resolve("broken"));
    }

    /** Whether a stack was broken by labctl, and has neither been healed nor deployed anew since. */
    public static boolean isBroken(Path home, Cloud cloud, StackDescription stack) {
        return areKept(home)
                && of(home, cloud)
                        .find(stack.name())
                        .filter(broken -> broken.stackId().equals(stack.id()))
                        .isPresent();
    }

    /**
     * The record of a stack, if it is broken.
     *
     * @throws LabctlException exit code 2, when the file cannot be read, or is no record
     */
    public Optional<BrokenLab> find(String stack) {
        Path file = file(stack);
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw LabctlException.usage("cannot read %s: %s".formatted(file, Reason.of(e)), "make it readable");
        }
        try {
            Optional<BrokenLab> found = BrokenLab.read(JsonValue.read(text));
            if (found.isPresent()) {
                return found;
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unreadable(file);
        }
        throw unreadable(file);
    }

    private static LabctlException unreadable(Path file) {
        return LabctlException.usage(
                file + " is no record of a broken lab", "delete it; labctl destroy and deploy make the lab whole");
    }

    /** Writes a record down; when this returns it outlives a crash of the machine. */
    public void write(BrokenLab broken) {
        Path file = file(broken.stack());
        Path draft = file.resolveSibling(broken.stack() + ".draft");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(Json.document(broken.json()).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            // The file's name is in the folder, which has to be on disk as well.
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Removes the record of a stack; true when there was one. */
    public boolean forget(String stack) {
        try {
            return Files.deleteIfExists(file(stack));
        } catch (IOException e) {
            throw cannotWrite(file(stack), e);
        }
    }

    /**
     * Runs an action while no other process breaks or heals that stack.
     *
     * @throws LabctlException exit code 2, when another one is doing so
     */
    public <T> T alone(String stack, Supplier<T> action) {
        Path file = folder.resolve(stack + ".lock");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (!isLocked(channel)) {
                    throw LabctlException.usage("another labctl breaks or heals " + stack, "wait until it is done");
                }
                return action.get();
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private Path file(String stack) {
        return folder.resolve(stack + ".json");
    }

    private static LabctlException cannotWrite(Path file, IOException e) {
        return LabctlException.usage(
                "cannot write %s: %s".formatted(file, Reason.of(e)), "set LABCTL_HOME to a folder of yours");
    }
}
