package dev.labctl.cli.cloud.advice;

import static dev.labctl.cli.cloud.advice.Cause.when;

import java.util.List;

/** Templates that CloudFormation, or the service behind a resource, does not take. */
final class TemplateCauses {
    static final List<Cause> ALL = List.of(
            when(
                    "Unresolved resource dependencies \\[([^]]+)]",
                    "the template refers to $1 and declares no such resource or parameter",
                    "declare it, or correct the name"),
            when(
                    "references undefined resource (\\w+)",
                    "the template refers to $1 and declares no such resource",
                    "declare it, or correct the name"),
            when(
                    "Circular dependency between resources",
                    "each of them waits for another of them",
                    "break the circle: name one of them by !Sub where another asks for it by !Ref or !GetAtt"),
            when(
                    "Unrecognized resource types?: \\[([^]]+)]",
                    "CloudFormation has no such type in this region",
                    "correct the type"),
            when(
                    "Requires capabilities ?: \\[([^]]+)]",
                    "the template uses what has to be agreed to, and labctl agrees to IAM resources only",
                    "take the transform or macro out of the template"),
            when(
                    "[Ee]xtraneous key \\[(\\w+)]|[Uu]nsupported propert(?:y|ies)(?: in \\S+:)? \\[?(\\w+)",
                    "that type has no such property",
                    "correct the property's name, or take it out"),
            when(
                    "#/(\\w+)[\\w/]*: ",
                    "the value of $1 is none that this property takes",
                    "correct the value, or the parameter that it comes from"),
            when(
                    "did not receive a response from your Custom Resource|Custom Resource failed to stabilize",
                    "the function behind the custom resource ended without answering, or could not reach S3 to answer",
                    "read that function's log"),
            when(
                    "S3 Error Code: (?:NoSuchKey|NoSuchBucket|PermanentRedirect|AccessDenied)",
                    "Lambda could not fetch the code from where labctl had put it",
                    "see that the bucket with the code is in this region and readable for you"),
            when(
                    "Unable to validate the following destination configurations",
                    "S3 asked the bucket's targets whether it may send to them: one is not there, or forbids it",
                    "let the permission be made before the bucket: DependsOn"),
            when("^Template ", "", "correct the template"));

    private TemplateCauses() {}
}
