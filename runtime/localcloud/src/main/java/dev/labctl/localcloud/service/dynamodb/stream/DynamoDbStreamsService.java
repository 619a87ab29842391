package dev.labctl.localcloud.service.dynamodb.stream;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.time.CloudClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Amazon DynamoDB Streams: reads what the dynamodb service wrote into the stream log. */
public final class DynamoDbStreamsService implements Service {
    private static final Duration TRIM_INTERVAL = Duration.ofHours(1);

    private final Store store;
    private final CloudClock clock;
    private final StreamLog log;
    private final StreamOperations operations;

    private DynamoDbStreamsService(CloudEnvironment environment) {
        store = environment.store();
        clock = environment.clock();
        log = new StreamLog(store);
        operations = new StreamOperations(log, clock);
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new DynamoDbStreamsService(environment);
        }
    }

    @Override
    public ServiceDefinition definition() {
        return new ServiceDefinition(
                "dynamodbstreams",
                "dynamodb",
                DynamoDbStreamsClient.class,
                List.of(ServiceDefinition.Protocol.AWS_JSON_1_0),
                Set.of());
    }

    @Override
    public void register(Operations registered) {
        registered.on(
                ListStreamsRequest.class,
                AccessRule.on("dynamodb:ListStreams", (request, call) -> streams(request.tableName(), call)),
                operations::list);
        registered.on(
                DescribeStreamRequest.class,
                AccessRule.on("dynamodb:DescribeStream", (request, call) -> orAny(request.streamArn())),
                operations::describe);
        registered.on(
                GetShardIteratorRequest.class,
                AccessRule.on("dynamodb:GetShardIterator", (request, call) -> orAny(request.streamArn())),
                operations::iterator);
        registered.on(
                GetRecordsRequest.class,
                AccessRule.on("dynamodb:GetRecords", (request, call) -> streamOf(request.shardIterator())),
                operations::records);
    }

    private static String streams(@Nullable String table, Call call) {
        return table == null
                ? "*"
                : call.arn("dynamodb", "table/" + table.substring(table.lastIndexOf('/') + 1) + "/stream/*");
    }

    private static String orAny(@Nullable String arn) {
        return arn == null ? "*" : arn;
    }

    private static String streamOf(@Nullable String iterator) {
        int end = iterator == null ? -1 : iterator.indexOf('|');
        return iterator == null || end < 0 ? "*" : iterator.substring(0, end);
    }

    @Override
    public void start() {
        trim();
    }

    private void trim() {
        log.trim(store, clock.instant());
        clock.schedule(TRIM_INTERVAL, this::trim);
    }
}
