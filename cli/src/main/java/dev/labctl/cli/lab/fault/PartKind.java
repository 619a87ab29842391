package dev.labctl.cli.lab.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The kinds of parts, by the words that records on disk call them. */
enum PartKind {
    ALARM("alarm", AlarmSwitch.class, 1, at -> new AlarmSwitch(at.get(0))),
    BUCKET_EVENTS("bucket-events", BucketEvents.class, 1, at -> new BucketEvents(at.get(0))),
    BUCKET_VERSIONING("bucket-versioning", BucketVersioning.class, 2, at -> new BucketVersioning(at.get(0), at.get(1))),
    FAILURE_DESTINATION("failure-destination", FailureDestination.class, 1, at -> new FailureDestination(at.get(0))),
    FUNCTION_CONCURRENCY(
            "function-concurrency", FunctionConcurrency.class, 1, at -> new FunctionConcurrency(at.get(0))),
    FUNCTION_PERMISSION(
            "function-permission", FunctionPermission.class, 2, at -> new FunctionPermission(at.get(0), at.get(1))),
    FUNCTION_VARIABLE("function-variable", FunctionVariable.class, 2, at -> new FunctionVariable(at.get(0), at.get(1))),
    INGRESS_PORT("ingress-port", IngressPort.class, 2, at -> new IngressPort(at.get(0), at.get(1))),
    PUBLIC_ACCESS("public-access", PublicAccess.class, 2, at -> new PublicAccess(at.get(0), at.get(1))),
    QUEUE_ATTRIBUTE("queue-attribute", QueueAttribute.class, 2, at -> new QueueAttribute(at.get(0), at.get(1))),
    ROLE_POLICY("role-policy", RolePolicy.class, 2, at -> new RolePolicy(at.get(0), at.get(1))),
    RULE("rule", RuleSwitch.class, 1, at -> new RuleSwitch(at.get(0))),
    TABLE_RECOVERY("table-recovery", TableRecovery.class, 1, at -> new TableRecovery(at.get(0)));

    private final String word;
    private final Class<? extends Part> type;
    private final int names;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
    private final Function<List<String>, Part> maker;

    PartKind(String word, Class<? extends Part> type, int names, Function<List<String>, Part> maker) {
        this.word = word;
        this.type = type;
        this.names = names;
        this.maker = maker;
    }

    /** How a record calls parts of this kind. */
    String word() {
        return word;
    }

    /** The kind of a part. */
    static PartKind of(Part part) {
        return Arrays.stream(values())
                .filter(kind -> kind.type == part.getClass())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a part of no kind: " + part));
    }

    /** The part of that kind with those names; empty when there is no such kind, or it has other names. */
    static Optional<Part> part(String word, List<String> address) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equals(word) && kind.names == address.size())
                .findFirst()
                .map(kind -> kind.maker.apply(address));
    }
}
