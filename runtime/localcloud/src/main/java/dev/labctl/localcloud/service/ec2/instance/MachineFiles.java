package dev.labctl.localcloud.service.ec2.instance;

import dev.labctl.localcloud.service.ec2.instance.tool.Tools;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance's directory: {@code root}, which is all of its file system that it can write, and its console output.
 *
 * @param directory the instance's own directory
 */
record MachineFiles(Path directory) {
    private static final Logger LOG = LoggerFactory.getLogger(MachineFiles.class);
    private static final int CONSOLE_BYTES = 64 * 1024;
    private static final int READ_BYTES = 1 << 20;

    /** The names that {@code standin} answers to. */
    private static final List<String> STAND_INS = List.of(
            "apt",
            "apt-get",
            "dnf",
            "yum",
            "snap",
            "sudo",
            "runuser",
            "su",
            "useradd",
            "adduser",
            "usermod",
            "groupadd",
            "chown",
            "chgrp",
            "install",
            "systemctl",
            "loginctl",
            "shutdown",
            "poweroff",
            "halt",
            "reboot",
            "curl",
            "wget",
            "unzip",
            "cloud-init",
            "systemd-run",
            "service",
            "crontab",
            "mount",
            "umount");

    private static final Set<String> COPIED = Set.of("ld.so.cache", "nsswitch.conf", "resolv.conf", "localtime");

    Path root() {
        return directory.resolve("root");
    }

    Path console() {
        return directory.resolve("console.log");
    }

    /**
     * Makes the file system of an instance that boots for the first time.
     *
     * @param user the image's user, for instance {@code ubuntu}
     * @param release the lines of {@code /etc/os-release}
     * @param userData the bytes given at launch; empty for none
     */
    void create(String user, String release, String hostName, byte[] userData) {
        try {
            delete(root());
            for (String name : List.of(
                    "etc",
                    "root",
                    "home/" + user + "/.ssh",
                    "tmp",
                    "srv",
                    "mnt",
                    "var/tmp",
                    "var/log",
                    "var/cache",
                    "var/lib/cloud/instance/scripts",
                    "opt/labctl/bin")) {
                Files.createDirectories(root().resolve(name));
            }
            writeSettings(user, release, hostName);
            installPrograms(userData);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the instance's directory " + directory, e);
        }
    }

    private void writeSettings(String user, String release, String hostName) throws IOException {
        for (String name : COPIED) {
            copyFromHost(name);
        }
        write(
                "etc/passwd",
                "root:x:0:0:root:/root:/bin/bash\n%1$s:x:1000:1000:%1$s:/home/%1$s:/bin/bash\n".formatted(user));
        write("etc/group", "root:x:0:\n%1$s:x:1000:\n".formatted(user));
        write("etc/hostname", hostName + "\n");
        write("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n127.0.1.1 " + hostName + "\n");
        write("etc/os-release", release);
    }

    private void installPrograms(byte[] userData) throws IOException {
        install("boot", directory.resolve("boot"));
        install("init", "opt/labctl/init");
        install("standin", "opt/labctl/standin");
        for (String name : STAND_INS) {
            Files.createSymbolicLink(root().resolve("opt/labctl/bin").resolve(name), Path.of("../standin"));
        }
        installTools();
        if (userData.length > 0) {
            Files.write(root().resolve("var/lib/cloud/instance/user-data.txt"), userData);
            Path script = root().resolve("var/lib/cloud/instance/scripts/part-001");
            Files.write(script, userData);
            makeExecutable(script);
        }
    }

    /** Class by class: the instance sees nothing of where the local cloud is installed. */
    private void installTools() throws IOException {
        for (Class<?> program : Tools.CLASSES) {
            for (Class<?> part : program.getNestMembers()) {
                String name = part.getName().replace('.', '/') + ".class";
                Path file = root().resolve("opt/labctl/tools").resolve(name);
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                try (InputStream bytes =
                        Objects.requireNonNull(MachineFiles.class.getResourceAsStream("/" + name), name)) {
                    Files.copy(bytes, file);
                }
            }
        }
    }

    private void copyFromHost(String name) throws IOException {
        Path file = Path.of("/etc", name);
        if (Files.isRegularFile(file)) {
            Files.copy(file, root().resolve("etc").resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void write(String path, String text) throws IOException {
        Files.writeString(root().resolve(path), text);
    }

    private void install(String resource, String path) throws IOException {
        install(resource, root().resolve(path));
    }

    private static void install(String resource, Path file) throws IOException {
        try (InputStream script =
                Objects.requireNonNull(MachineFiles.class.getResourceAsStream(resource), "no resource " + resource)) {
            Files.copy(script, file, StandardCopyOption.REPLACE_EXISTING);
        }
        makeExecutable(file);
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The newest 64 KiB of what the instance has printed; empty before it has booted. */
    byte[] newestConsole() {
        try (RandomAccessFile file = new RandomAccessFile(console().toFile(), "r")) {
            long length = file.length();
            byte[] bytes = new byte[(int) Math.min(length, CONSOLE_BYTES)];
            file.seek(length - bytes.length);
            file.readFully(bytes);
            return bytes;
        } catch (FileNotFoundException e) {
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of one of its files, 1 MiB at most; empty where there is none. Links that lead out of it are not followed. */
    Optional<byte[]> read(String path, long offset) {
        try {
            Path top = root().toRealPath();
            Path file = top.resolve(path).toRealPath();
            if (!file.startsWith(top) || !Files.isRegularFile(file)) {
                return Optional.empty();
            }
            try (SeekableByteChannel channel = Files.newByteChannel(file);
                    InputStream bytes = Channels.newInputStream(channel.position(offset))) {
                return Optional.of(bytes.readNBytes(READ_BYTES));
            }
        } catch (NoSuchFileException | InvalidPathException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the file system; the console output stays. */
    void deleteRoot() {
        delete(root());
    }

    void delete() {
        delete(directory);
    }

    /** Links are deleted, never followed. */
    private static void delete(Path top) {
        if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(top)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("gone already", e);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot delete all of {}", top, e);
        }
    }
}
