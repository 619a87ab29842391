package dev.labctl.runtime.lab.s3replication;

import java.util.Optional;

/**
 * What became of an event.
 *
 * @param sourceVersion the version that the replica is of, which can be newer than the event's; empty without versions
 * @param replicaVersion the replica's version; empty without versions
 */
record Replicated(Replication outcome, Optional<String> sourceVersion, Optional<String> replicaVersion) {}
