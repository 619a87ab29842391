package dev.labctl.cli.lab.filepipeline;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.lab.DeployedLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The processes of a lab's own local cloud, which tests kill; no other's are found. */
record LabProcesses(DeployedLab lab) {
    /** The local cloud. */
    ProcessHandle cloud() {
        try {
            Map<String, Object> cloud = JSON.std.mapFrom(lab.commandLine()
                    .home()
                    .resolve("local")
                    .resolve("cloud.json")
                    .toFile());
            return ProcessHandle.of(Long.parseLong(String.valueOf(cloud.get("pid"))))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A worker's Java process. */
    Optional<ProcessHandle> worker() {
        return cloud().descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java")
                        && process.info().commandLine().orElse("").contains("WorkerMain"))
                .findFirst();
    }
}
