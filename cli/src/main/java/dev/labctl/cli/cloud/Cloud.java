package dev.labctl.cli.cloud;

import dev.labctl.cli.poll.Poller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An open connection to a cloud. A service's client is made when it is first asked for. Every call can throw
 * {@link CloudException}; the SDK's own exceptions never leave this package. Safe for use by many threads.
 */
public final class Cloud implements AutoCloseable {
    private final Target target;
    private final @Nullable Credentials credentials;
    private final ClientFactory clients;
    private final @Nullable MovableClock clock;
    private final Map<Class<?>, Object> services = new HashMap<>();
    private final Map<String, Cloud> elsewhere = new HashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /**
     * Opens a cloud; makes no request.
     *
     * @param credentials null for the profile's, or those of the default chain
     */
    public Cloud(Target target, @Nullable Credentials credentials) {
        this(target, credentials, null);
    }

    /**
     * Opens a cloud whose clock can be moved; makes no request.
     *
     * @param credentials null for the profile's, or those of the default chain
     * @param clock null where time passes by itself
     */
    public Cloud(Target target, @Nullable Credentials credentials, @Nullable MovableClock clock) {
        this.target = target;
        this.credentials = credentials;
        this.clock = clock;
        this.clients = new ClientFactory(target, credentials);
    }

    /** Which cloud this is. */
    public Target target() {
        return target;
    }

    /** The region that all services are asked in. */
    public String region() {
        return target.region();
    }

    /** The same cloud, asked in another region; it is closed with this one. */
    public synchronized Cloud in(String region) {
        if (region.equals(region())) {
            return this;
        }
        return elsewhere.computeIfAbsent(region, name -> {
            Cloud other = new Cloud(target.in(name), credentials, clock);
            open.push(other);
            return other;
        });
    }

    /** The same cloud, asked with other credentials; it is closed with this one. */
    public synchronized Cloud as(Credentials other) {
        Cloud cloud = new Cloud(target, other, clock);
        open.push(cloud);
        return cloud;
    }

    /** How often to ask this cloud when waiting for something. */
    public Poller poller() {
        return target.isNear() ? Poller.local() : Poller.remote();
    }

    /** The time in this cloud. */
    public Instant now() {
        return clock == null ? Instant.now() : clock.now();
    }

    /** Whether {@link #advanceClock} works: on the local cloud. */
    public boolean hasMovableClock() {
        return clock != null;
    }

    /**
     * Moves the cloud's clock forward, which runs what falls due.
     *
     * @throws IllegalStateException where time only passes by itself
     */
    public void advanceClock(Duration by) {
        if (clock == null) {
            throw new IllegalStateException("the clock of " + target.title() + " cannot be moved");
        }
        clock.advance(by);
    }

    /** CloudFormation: stacks, change sets, events. */
    public CloudFormation cloudFormation() {
        return service(CloudFormation.class, CloudFormation::new);
    }

    /** S3: buckets and objects. */
    public S3 s3() {
        return service(S3.class, S3::new);
    }

    /** Lambda: functions. */
    public Lambda lambda() {
        return service(Lambda.class, Lambda::new);
    }

    /** DynamoDB: tables and items. */
    public DynamoDb dynamoDb() {
        return service(DynamoDb.class, DynamoDb::new);
    }

    /** SQS: queues and messages. */
    public Sqs sqs() {
        return service(Sqs.class, Sqs::new);
    }

    /** CloudWatch Logs. */
    public Logs logs() {
        return service(Logs.class, Logs::new);
    }

    /** CloudWatch alarms. */
    public CloudWatch cloudWatch() {
        return service(CloudWatch.class, CloudWatch::new);
    }

    /** RDS: database instances. */
    public Rds rds() {
        return service(Rds.class, Rds::new);
    }

    /** EC2: networks and instances. */
    public Ec2 ec2() {
        return service(Ec2.class, Ec2::new);
    }

    /** EventBridge: rules. */
    public EventBridge eventBridge() {
        return service(EventBridge.class, EventBridge::new);
    }

    /** IAM: roles and their policies. */
    public Iam iam() {
        return service(Iam.class, Iam::new);
    }

    /** Signed requests to function URLs. */
    public SignedHttp signedHttp() {
        return service(SignedHttp.class, SignedHttp::new);
    }

    /** Service Quotas. */
    public ServiceQuotas serviceQuotas() {
        return service(ServiceQuotas.class, ServiceQuotas::new);
    }

    /** STS: who is asking. */
    public Sts sts() {
        return service(Sts.class, Sts::new);
    }

    private synchronized <T extends AutoCloseable> T service(Class<T> type, Function<ClientFactory, T> make) {
        Object known = services.get(type);
        if (known == null) {
            T made = make.apply(clients);
            services.put(type, made);
            open.push(made);
            known = made;
        }
        return type.cast(known);
    }

    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a client failed", e);
            }
        }
        services.clear();
    }
}
