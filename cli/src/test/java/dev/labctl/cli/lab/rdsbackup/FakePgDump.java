package dev.labctl.cli.lab.rdsbackup;

import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that is found as pg_dump, says so, writes what it is told to, and ends as it is told to. */
final class FakePgDump {
    private final Path folder;

    /** Puts it into a folder. */
    FakePgDump(Path folder) {
        this.folder = folder;
        write("pg_dump", """
                #!/bin/sh
                case "$1" in
                  --version) echo 'pg_dump (PostgreSQL) 18.0'; exit 0;;
                esac
                case "$*" in
                  *--host=/nowhere*) exit 1;;
                esac
                . '%s/orders'
                """.formatted(folder));
        try {
            Files.setPosixFilePermissions(folder.resolve("pg_dump"), fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The search path on which it comes first. */
    String path() {
        return folder + ":/usr/bin:/bin";
    }

    /** What it does from now on, as a shell script. */
    void orders(String script) {
        write("orders", script + "\n");
    }

    private void write(String name, String text) {
        try {
            Path whole = Files.writeString(folder.resolve(name + ".new"), text);
            Files.move(whole, folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
