package dev.labctl.cli.lab.s3replication;

import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Checks that compare the two buckets: this run's files, and every object that was there before. */
final class ReplicaChecks {
    /** Of how many older objects metadata and tags are compared: that takes four requests for each. */
    private static final int DETAILED_OBJECTS = 200;

    private ReplicaChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "objects-replicated",
                        "every object of the primary bucket has a replica",
                        run -> compareAll(run, ReplicaChecks::isMissing)),
                new Check(
                        "object-bytes-identical",
                        "every replica has the size and checksum of its source",
                        run -> compareAll(run, ReplicaChecks::bytesDifference)),
                new Check(
                        "metadata-kept",
                        "every replica has the content headers and metadata of its source",
                        run -> compareInDetail(run, Replicas::metadataDifference)),
                new Check(
                        "tags-kept",
                        "every replica has the tags of its source",
                        run -> compareInDetail(run, Replicas::tagsDifference)),
                new Check(
                        "newest-version-wins",
                        "of two quick overwrites the replica holds the second",
                        ReplicaChecks::newestVersionWins));
    }

    private static Optional<String> isMissing(Replicas replicas, BucketPair pair) {
        return pair.replica().isPresent() ? Optional.empty() : replicas.bytesDifference(pair.key());
    }

    private static Optional<String> bytesDifference(Replicas replicas, BucketPair pair) {
        return pair.isEqualByEtag() ? Optional.empty() : replicas.bytesDifference(pair.key());
    }

    private static CheckResult compareAll(
            Verification run, BiFunction<Replicas, BucketPair, Optional<String>> difference) {
        ReplicatedFiles.of(run);
        Replicas replicas = Replicas.of(run);
        Findings findings = new Findings();
        try (Stream<BucketPair> pairs = replicas.pairs()) {
            pairs.forEach(pair -> findings.compared(difference.apply(replicas, pair)));
        }
        return objectsCompared(findings);
    }

    private static CheckResult compareInDetail(
            Verification run, BiFunction<Replicas, String, Optional<String>> difference) {
        ReplicatedFiles files = ReplicatedFiles.of(run);
        Replicas replicas = Replicas.of(run);
        Findings findings = new Findings();
        files.keys().forEach(key -> findings.compared(difference.apply(replicas, key)));
        try (Stream<BucketPair> pairs = replicas.pairs()) {
            pairs.map(BucketPair::key)
                    .filter(key -> !files.keys().contains(key))
                    .limit(DETAILED_OBJECTS)
                    .forEach(key -> findings.compared(difference.apply(replicas, key)));
        }
        return objectsCompared(findings);
    }

    private static CheckResult objectsCompared(Findings findings) {
        findings.evidence("%d objects compared".formatted(findings.compared()));
        return findings.result();
    }

    private static CheckResult newestVersionWins(Verification run) {
        ReplicatedFiles.of(run);
        String key = ReplicatedFiles.prefix(run) + ReplicatedFiles.OVERWRITTEN;
        Optional<String> replica = Replicas.of(run).replicaText(key);
        if (replica.isEmpty()) {
            return CheckResult.failed("no replica: " + key);
        }
        return replica.get().equals(ReplicatedFiles.OVERWRITTEN_LAST)
                ? CheckResult.passed("%s: '%s'".formatted(key, replica.get()))
                : CheckResult.failed("the replica of %s holds '%s'".formatted(key, replica.get()));
    }
}
