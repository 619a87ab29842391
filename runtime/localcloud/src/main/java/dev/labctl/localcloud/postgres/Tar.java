package dev.labctl.localcloud.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unpacks tar archives (POSIX ustar with GNU's long names): directories, files with their mode, links. */
final class Tar {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int MODE_AT = 100;
    private static final int SIZE_AT = 124;
    private static final int NUMBER = 12;
    private static final int TYPE_AT = 156;
    private static final int LINK_AT = 157;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX = 155;

    private final InputStream archive;
    private final Path target;
    private String longName = "";

    private Tar(InputStream archive, Path target) {
        this.archive = archive;
        this.target = target;
    }

    /**
     * Unpacks the archive into an existing directory.
     *
     * @throws IOException when the archive is cut short, has entries of another kind, or leads out of the directory
     */
    static void unpack(InputStream archive, Path target) throws IOException {
        Tar tar = new Tar(archive, target);
        byte[] header = archive.readNBytes(BLOCK);
        while (header.length == BLOCK && header[0] != 0) {
            tar.entry(header);
            header = archive.readNBytes(BLOCK);
        }
        if (header.length < BLOCK) {
            throw new EOFException("the archive is cut short");
        }
    }

    private void entry(byte[] header) throws IOException {
        long size = octal(header, SIZE_AT, NUMBER);
        char type = (char) header[TYPE_AT];
        if (type == 'L') {
            longName = text(archive.readNBytes((int) size), 0, (int) size);
            skipPadding(size);
            return;
        }
        String prefix = text(header, PREFIX_AT, PREFIX);
        String shortName = text(header, 0, NAME);
        String name = longName.isEmpty() ? (prefix.isEmpty() ? shortName : prefix + "/" + shortName) : longName;
        longName = "";
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("the archive leads out of its directory: " + name);
        }
        if (type == '5') {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.resolveSibling("."));
        switch (type) {
            case '0', '\0' -> file(path, size, (octal(header, MODE_AT, 8) & 0100) != 0);
            case '1' -> Files.createLink(path, target.resolve(text(header, LINK_AT, NAME)));
            case '2' -> Files.createSymbolicLink(path, Path.of(text(header, LINK_AT, NAME)));
            default -> throw new IOException("the archive has an entry of type " + type + ": " + name);
        }
    }

    private void file(Path path, long size, boolean isExecutable) throws IOException {
        try (OutputStream out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[1 << 16];
            long left = size;
            while (left > 0) {
                int read = archive.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the archive is cut short in " + path.getFileName());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        if (isExecutable && !path.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + path + " executable");
        }
        skipPadding(size);
    }

    private void skipPadding(long size) throws IOException {
        archive.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] bytes, int from, int length) {
        String digits = text(bytes, from, length).strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }
}
