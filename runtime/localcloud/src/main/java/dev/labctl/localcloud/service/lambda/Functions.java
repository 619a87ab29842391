package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;

/** The functions of all regions with what hangs on them, and the lock that guards their invariants. */
final class Functions {
    private final Store store;
    private final Rows<FunctionConfiguration> versions;
    private final Rows<FunctionFacts> facts;
    private final Rows<AliasConfiguration> aliases;
    private final Rows<ResourcePolicy> policies;
    private final Rows<FunctionEventInvokeConfig> eventConfigs;
    private final Rows<FunctionUrlConfig> urls;
    private final ReentrantLock lock = new ReentrantLock();

    Functions(Store store) {
        this.store = store;
        versions = new Rows<>(store.table("lambda.functions", SdkState.codec(FunctionConfiguration::builder)));
        facts = new Rows<>(store.table("lambda.facts", Codec.json(FunctionFacts.class)));
        aliases = new Rows<>(store.table("lambda.aliases", SdkState.codec(AliasConfiguration::builder)));
        policies = new Rows<>(store.table("lambda.policies", Codec.json(ResourcePolicy.class)));
        eventConfigs =
                new Rows<>(store.table("lambda.event-configs", SdkState.codec(FunctionEventInvokeConfig::builder)));
        urls = new Rows<>(store.table("lambda.urls", SdkState.codec(FunctionUrlConfig::builder)));
    }

    /** Checks and changes as one, against all other changes of functions. */
    <T> T change(Supplier<T> body) {
        lock.lock();
        try {
            return store.write(body);
        } finally {
            lock.unlock();
        }
    }

    Rows<FunctionConfiguration> versions() {
        return versions;
    }

    Rows<AliasConfiguration> aliases() {
        return aliases;
    }

    Rows<ResourcePolicy> policies() {
        return policies;
    }

    Rows<FunctionEventInvokeConfig> eventConfigs() {
        return eventConfigs;
    }

    Rows<FunctionUrlConfig> urls() {
        return urls;
    }

    /** The key of one version: {@code $LATEST} first, then in order of number. */
    static String versionKey(FunctionRef function, String version) {
        int number = version.equals(FunctionRef.LATEST) ? 0 : Integer.parseInt(version);
        return "%s/%010d".formatted(function.key(), number);
    }

    static String qualifiedKey(FunctionRef function) {
        return function.key() + "/" + function.qualifierOr("");
    }

    void put(FunctionRef function, FunctionConfiguration configuration) {
        versions.put(versionKey(function, configuration.version()), configuration);
    }

    Optional<FunctionConfiguration> find(FunctionRef function, String version) {
        boolean isVersion = version.equals(FunctionRef.LATEST) || version.matches("\\d{1,9}");
        return isVersion ? versions.get(versionKey(function, version)) : Optional.empty();
    }

    FunctionConfiguration latest(FunctionRef function) {
        return find(function, FunctionRef.LATEST)
                .orElseThrow(() -> LambdaErrors.functionNotFound(function.functionArn()));
    }

    /** The alias of that name; empty when the qualifier is none. */
    Optional<AliasConfiguration> alias(FunctionRef function) {
        String qualifier = function.qualifier();
        return qualifier == null ? Optional.empty() : aliases.get(qualifiedKey(function));
    }

    /**
     * The version a qualifier leads to; for an alias with weights, by chance.
     *
     * @throws dev.labctl.localcloud.core.AwsError ResourceNotFoundException
     */
    FunctionConfiguration resolve(FunctionRef function) {
        String version =
                alias(function).map(Functions::choose).orElseGet(() -> function.qualifierOr(FunctionRef.LATEST));
        return find(function, version).orElseThrow(() -> LambdaErrors.functionNotFound(function.arn()));
    }

    /** The version as it is described when asked for by this qualifier: its ARN is the one asked for. */
    FunctionConfiguration describe(FunctionRef function) {
        String version = alias(function)
                .map(AliasConfiguration::functionVersion)
                .orElseGet(() -> function.qualifierOr(FunctionRef.LATEST));
        return find(function, version)
                .map(found -> found.toBuilder().functionArn(function.arn()).build())
                .orElseThrow(() -> LambdaErrors.functionNotFound(function.arn()));
    }

    private static String choose(AliasConfiguration alias) {
        if (alias.routingConfig() != null) {
            double drawn = ThreadLocalRandom.current().nextDouble();
            for (Map.Entry<String, Double> weight :
                    alias.routingConfig().additionalVersionWeights().entrySet()) {
                drawn -= weight.getValue();
                if (drawn < 0) {
                    return weight.getKey();
                }
            }
        }
        return alias.functionVersion();
    }

    FunctionFacts facts(FunctionRef function) {
        return facts.get(function.key()).orElse(FunctionFacts.NONE);
    }

    void putFacts(FunctionRef function, FunctionFacts changed) {
        facts.put(function.key(), changed);
    }

    /** The concurrency reserved by all functions of a region but {@code except}. */
    int reserved(String region, @Nullable FunctionRef except) {
        String left = except == null ? "" : except.name();
        return versions.under(region + "/").stream()
                .filter(version -> version.version().equals(FunctionRef.LATEST))
                .filter(version -> !version.functionName().equals(left))
                .map(version -> facts.get(region + "/" + version.functionName()))
                .flatMap(Optional::stream)
                .map(FunctionFacts::reservedConcurrency)
                .filter(reserved -> reserved != null)
                .mapToInt(Integer::intValue)
                .sum();
    }

    List<FunctionConfiguration> versionsOf(FunctionRef function) {
        return versions.under(function.key() + "/");
    }

    List<AliasConfiguration> aliasesOf(FunctionRef function) {
        return aliases.under(function.key() + "/");
    }

    /** Removes a function with everything that hangs on it. */
    void remove(FunctionRef function) {
        for (Rows<?> rows : List.of(versions, aliases, policies, eventConfigs, urls)) {
            rows.removeUnder(function.key() + "/");
        }
        facts.remove(function.key());
    }
}
