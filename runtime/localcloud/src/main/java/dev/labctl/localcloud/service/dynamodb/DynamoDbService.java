package dev.labctl.localcloud.service.dynamodb;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.service.dynamodb.stream.StreamLog;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.time.CloudClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/** Amazon DynamoDB. */
public final class DynamoDbService implements Service {
    private static final Duration TRIM_INTERVAL = Duration.ofMinutes(10);

    private final CloudClock clock;
    private final TableCatalog catalog;
    private final ClientTokens tokens;
    private final TimeToLive timeToLive;
    private final DynamoDbAccess access;
    private final TableOperations tables;
    private final TableUpdates updates;
    private final SettingsOperations settings;
    private final TagAndPolicyOperations tagsAndPolicies;
    private final ItemOperations items;
    private final SearchOperations searches;
    private final BatchOperations batches;
    private final TransactionOperations transactions;
    private final StatementOperations statements;
    private final StatementAccess statementAccess;

    private DynamoDbService(CloudEnvironment environment) {
        Store store = environment.store();
        clock = environment.clock();
        StreamLog log = new StreamLog(store);
        Expiries expiries = new Expiries(store);
        ItemStore itemStore = new ItemStore(store, clock, log, expiries);
        catalog = new TableCatalog(store);
        tokens = new ClientTokens(store, clock);
        timeToLive = new TimeToLive(store, clock, catalog, itemStore, expiries);
        access = new DynamoDbAccess(catalog);
        TableStreams streams = new TableStreams(log);
        TableDescriptions descriptions = new TableDescriptions(itemStore, environment.accountId());
        ItemWrites writes = new ItemWrites(catalog);
        tables = new TableOperations(store, clock, catalog, itemStore, streams, descriptions);
        updates = new TableUpdates(store, clock, catalog, itemStore, streams, descriptions);
        settings = new SettingsOperations(clock, catalog, itemStore);
        tagsAndPolicies = new TagAndPolicyOperations(catalog);
        items = new ItemOperations(catalog, itemStore, writes);
        searches = new SearchOperations(catalog, itemStore);
        batches = new BatchOperations(catalog, itemStore, writes);
        Transactions transacted = new Transactions(itemStore, tokens);
        transactions = new TransactionOperations(catalog, writes, transacted);
        statements = new StatementOperations(catalog, itemStore, writes, transacted);
        statementAccess = new StatementAccess(catalog);
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new DynamoDbService(environment);
        }
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("dynamodb", DynamoDbClient.class, ServiceDefinition.Protocol.AWS_JSON_1_0);
    }

    @Override
    public void register(Operations operations) {
        registerTables(operations);
        registerSettings(operations);
        registerItems(operations);
    }

    private void registerTables(Operations operations) {
        operations.on(
                CreateTableRequest.class, access.table("CreateTable", CreateTableRequest::tableName), tables::create);
        operations.on(
                DescribeTableRequest.class,
                access.table("DescribeTable", DescribeTableRequest::tableName),
                tables::describe);
        operations.on(
                UpdateTableRequest.class, access.table("UpdateTable", UpdateTableRequest::tableName), updates::update);
        operations.on(
                DeleteTableRequest.class, access.table("DeleteTable", DeleteTableRequest::tableName), tables::delete);
        operations.on(ListTablesRequest.class, AccessRule.anyResource("dynamodb:ListTables"), tables::list);
        operations.on(DescribeLimitsRequest.class, AccessRule.anyResource("dynamodb:DescribeLimits"), settings::limits);
    }

    private void registerSettings(Operations operations) {
        operations.on(
                UpdateTimeToLiveRequest.class,
                access.table("UpdateTimeToLive", UpdateTimeToLiveRequest::tableName),
                settings::updateTimeToLive);
        operations.on(
                DescribeTimeToLiveRequest.class,
                access.table("DescribeTimeToLive", DescribeTimeToLiveRequest::tableName),
                settings::describeTimeToLive);
        operations.on(
                UpdateContinuousBackupsRequest.class,
                access.table("UpdateContinuousBackups", UpdateContinuousBackupsRequest::tableName),
                settings::updateContinuousBackups);
        operations.on(
                DescribeContinuousBackupsRequest.class,
                access.table("DescribeContinuousBackups", DescribeContinuousBackupsRequest::tableName),
                settings::describeContinuousBackups);
        operations.on(
                UpdateContributorInsightsRequest.class,
                access.table("UpdateContributorInsights", UpdateContributorInsightsRequest::tableName),
                settings::updateInsights);
        operations.on(
                DescribeContributorInsightsRequest.class,
                access.table("DescribeContributorInsights", DescribeContributorInsightsRequest::tableName),
                settings::describeInsights);
        operations.on(
                TagResourceRequest.class,
                access.table("TagResource", TagResourceRequest::resourceArn),
                tagsAndPolicies::tag);
        operations.on(
                UntagResourceRequest.class,
                access.table("UntagResource", UntagResourceRequest::resourceArn),
                tagsAndPolicies::untag);
        operations.on(
                ListTagsOfResourceRequest.class,
                access.table("ListTagsOfResource", ListTagsOfResourceRequest::resourceArn),
                tagsAndPolicies::tags);
        operations.on(
                PutResourcePolicyRequest.class,
                access.table("PutResourcePolicy", PutResourcePolicyRequest::resourceArn),
                tagsAndPolicies::putPolicy);
        operations.on(
                GetResourcePolicyRequest.class,
                access.table("GetResourcePolicy", GetResourcePolicyRequest::resourceArn),
                tagsAndPolicies::getPolicy);
        operations.on(
                DeleteResourcePolicyRequest.class,
                access.table("DeleteResourcePolicy", DeleteResourcePolicyRequest::resourceArn),
                tagsAndPolicies::deletePolicy);
    }

    private void registerItems(Operations operations) {
        operations.on(
                PutItemRequest.class,
                access.item("PutItem", PutItemRequest::tableName, PutItemRequest::item),
                items::put);
        operations.on(
                GetItemRequest.class,
                access.item("GetItem", GetItemRequest::tableName, GetItemRequest::key),
                items::get);
        operations.on(
                UpdateItemRequest.class,
                access.item("UpdateItem", UpdateItemRequest::tableName, UpdateItemRequest::key),
                items::update);
        operations.on(
                DeleteItemRequest.class,
                access.item("DeleteItem", DeleteItemRequest::tableName, DeleteItemRequest::key),
                items::delete);
        operations.on(QueryRequest.class, access::query, searches::query);
        operations.on(ScanRequest.class, access::scan, searches::scan);
        operations.on(BatchGetItemRequest.class, access::batchGet, batches::get);
        operations.on(BatchWriteItemRequest.class, access::batchWrite, batches::write);
        operations.on(TransactGetItemsRequest.class, access::transactGet, transactions::get);
        operations.on(TransactWriteItemsRequest.class, access::transactWrite, transactions::write);
        operations.on(ExecuteStatementRequest.class, statementAccess::execute, statements::execute);
        operations.on(BatchExecuteStatementRequest.class, statementAccess::batch, statements::batch);
        operations.on(ExecuteTransactionRequest.class, statementAccess::transaction, statements::transaction);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new TableType(), new GlobalTableType());
    }

    @Override
    public Optional<String> resourcePolicy(String arn) {
        return settings(arn).map(TableSettings::policy);
    }

    @Override
    public Map<String, String> resourceTags(String arn) {
        return settings(arn).map(TableSettings::tags).orElse(Map.of());
    }

    private Optional<TableSettings> settings(String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length == 6 && parts[5].startsWith("table/") && !parts[5].contains("/stream/")
                ? catalog.find(parts[3], arn).map(table -> table.row().settings())
                : Optional.empty();
    }

    @Override
    public void start() {
        timeToLive.start();
        trim();
    }

    private void trim() {
        tokens.trim();
        clock.schedule(TRIM_INTERVAL, this::trim);
    }
}
