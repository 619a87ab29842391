package dev.labctl.cli.cloud.advice;

import static dev.labctl.cli.cloud.advice.Cause.when;

import java.util.List;

/** Names that are taken. */
final class NameCauses {
    static final List<Cause> ALL = List.of(
            when(
                    "already exists in stack arn:\\S+:stack/([^/\\s]+)",
                    "stack $1 has it",
                    "destroy stack $1 if nobody needs it, or deploy under other names: --stack-prefix NAME"),
            when(
                            "namespace is shared by all users|\\(BucketAlreadyExists\\)",
                            "names of buckets are worldwide, and another account has this one",
                            "deploy under other names")
                    .deployWith("--stack-prefix NAME"),
            when(
                    "Export with name (\\S+) is already exported by stack (\\S+?)\\.?(?:\\s|$)",
                    "the name of an export can be used once in a region",
                    "destroy stack $2 if nobody needs it, or deploy under other names: --stack-prefix NAME"),
            when(
                    "already exists|\\((?:Entity|Resource)?Already(?:Exists|InUse)(?:Exception)?\\)",
                    "it is there and belongs to no stack of labctl's: made by hand, or kept by an earlier stack",
                    "delete it if nobody needs it, or deploy under other names: --stack-prefix NAME"));

    private NameCauses() {}
}
