package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Runs many writes or reads as one, whether they were asked for as items or as statements. */
final class Transactions {
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final CancellationReason NO_REASON =
            CancellationReason.builder().code("None").build();

    private final ItemStore items;
    private final ClientTokens tokens;

    Transactions(ItemStore items, ClientTokens tokens) {
        this.items = items;
        this.tokens = tokens;
    }

    /**
     * Checks each action of a transaction by itself.
     *
     * @throws AwsError TransactionCanceledException when items are no good; whatever {@code prepare} throws otherwise
     */
    static <A> List<ItemWrite> prepare(List<A> actions, Function<A, ItemWrite> prepare) {
        List<ItemWrite> all = new ArrayList<>();
        List<@Nullable AwsError> problems = new ArrayList<>();
        for (A action : actions) {
            try {
                all.add(prepare.apply(action));
                problems.add(null);
            } catch (AwsError e) {
                if (!isReportedAsReason(e)) {
                    throw e;
                }
                problems.add(e);
            }
        }
        if (problems.stream().anyMatch(Objects::nonNull)) {
            throw cancelled(problems);
        }
        return all;
    }

    /** What is wrong with an item, as opposed to the request, is told as the transaction's cancellation. */
    private static boolean isReportedAsReason(AwsError error) {
        return error.message().startsWith("One or more parameter values")
                || error.message().startsWith("Item size")
                || error.message().equals(ItemRules.keyMismatch().message());
    }

    /**
     * Runs all writes or none; what they did is empty when the token was used for them before.
     *
     * @param token the client's token, with the region; null for none
     * @param request tells the request from others with the same token
     * @throws AwsError TransactionCanceledException with a reason for each write
     */
    List<ItemWrite.Outcome> write(List<ItemWrite> all, @Nullable String token, String request) {
        List<ItemStore.Ref> refs = all.stream().map(ItemWrite::ref).toList();
        requireDistinct(refs);
        return token == null
                ? commit(all, refs, () -> {})
                : tokens.once(token, request, note -> commit(all, refs, note));
    }

    private static void requireDistinct(List<ItemStore.Ref> refs) {
        Set<ItemStore.Ref> seen = new HashSet<>();
        if (!refs.stream().allMatch(seen::add)) {
            throw AwsError.validation("Transaction request cannot include multiple operations on one item");
        }
    }

    private List<ItemWrite.Outcome> commit(List<ItemWrite> all, List<ItemStore.Ref> refs, Runnable alongside) {
        return items.change(refs, () -> {
            List<ItemWrite.Outcome> outcomes = new ArrayList<>();
            List<@Nullable AwsError> problems = new ArrayList<>();
            long bytes = 0;
            for (ItemWrite write : all) {
                try {
                    ItemWrite.Outcome outcome = write.run(items);
                    outcomes.add(outcome);
                    problems.add(null);
                    bytes += outcome.after() == null ? 0 : Values.size(outcome.after());
                } catch (AwsError e) {
                    problems.add(e);
                }
            }
            if (problems.stream().anyMatch(Objects::nonNull)) {
                throw cancelled(problems);
            }
            if (bytes > MAX_BYTES) {
                throw AwsError.validation("Transaction request size exceeded the maximum allowed: 4 MB");
            }
            alongside.run();
            return outcomes;
        });
    }

    private static AwsError cancelled(List<@Nullable AwsError> problems) {
        List<CancellationReason> reasons = problems.stream()
                .map(problem -> problem == null ? NO_REASON : reason(problem))
                .toList();
        String codes =
                String.join(", ", reasons.stream().map(CancellationReason::code).toList());
        return AwsError.of(
                        400,
                        "TransactionCanceledException",
                        "Transaction cancelled, please refer cancellation reasons for specific reasons [" + codes + "]")
                .with(TransactionCanceledException.builder()
                        .cancellationReasons(reasons)
                        .build());
    }

    private static CancellationReason reason(AwsError problem) {
        CancellationReason.Builder reason = CancellationReason.builder().message(problem.message());
        if (problem.details() instanceof ConditionalCheckFailedException failed && failed.hasItem()) {
            reason.item(failed.item());
        }
        return reason.code(
                        switch (problem.code()) {
                            case "ConditionalCheckFailedException" -> "ConditionalCheckFailed";
                            case "DuplicateItemException" -> "DuplicateItem";
                            case "ValidationException" -> "ValidationError";
                            default -> problem.code();
                        })
                .build();
    }

    /** A read of one item, and what is given of it. */
    record Read(ItemStore.Ref ref, Function<Map<String, AttributeValue>, Map<String, AttributeValue>> view) {
        static Read of(ItemStore.Ref ref, @Nullable Projection projection) {
            return new Read(ref, projection == null ? Function.identity() : projection::of);
        }
    }

    /** Reads all items as they are at one moment, and counts what that costs by table. */
    List<ItemResponse> read(List<Read> reads, Map<String, Capacity> byTable) {
        List<ItemStore.Ref> refs = reads.stream().map(Read::ref).toList();
        requireDistinct(refs);
        return items.change(
                refs, () -> reads.stream().map(read -> respond(read, byTable)).toList());
    }

    private ItemResponse respond(Read read, Map<String, Capacity> byTable) {
        Map<String, AttributeValue> item =
                items.get(read.ref().table(), read.ref().key());
        byTable.computeIfAbsent(read.ref().table().row().name(), name -> new Capacity(name, true))
                .read(Capacity.readUnits(item == null ? 0 : Values.size(item), true));
        return ItemResponse.builder()
                .item(item == null ? null : read.view().apply(item))
                .build();
    }

    /** What writes cost, a table each; null when it was not asked for. */
    static @Nullable List<ConsumedCapacity> capacity(
            List<ItemWrite> all, List<ItemWrite.Outcome> outcomes, @Nullable ReturnConsumedCapacity asked) {
        Map<String, Capacity> byTable = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            TableRow table = all.get(i).table().row();
            byTable.computeIfAbsent(table.name(), name -> new Capacity(name, true))
                    .write(table, outcomes.get(i).written());
        }
        return shown(byTable, asked);
    }

    /** The item collections that were written, by table; null when no table has any. */
    static @Nullable Map<String, List<ItemCollectionMetrics>> metrics(
            List<ItemWrite> all, List<ItemWrite.Outcome> outcomes) {
        Map<String, List<ItemCollectionMetrics>> byTable = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            TableRow table = all.get(i).table().row();
            Map<String, AttributeValue> item = outcomes.get(i).item();
            ItemCollectionMetrics collection = item == null ? null : ItemOperations.metrics(table, item);
            if (collection != null) {
                byTable.computeIfAbsent(table.name(), name -> new ArrayList<>()).add(collection);
            }
        }
        return byTable.isEmpty() ? null : byTable;
    }

    /** What was counted, a table each; null when it was not asked for. */
    static @Nullable List<ConsumedCapacity> shown(
            Map<String, Capacity> byTable, @Nullable ReturnConsumedCapacity asked) {
        List<ConsumedCapacity> shown = byTable.values().stream()
                .map(capacity -> capacity.show(asked))
                .filter(Objects::nonNull)
                .toList();
        return shown.isEmpty() ? null : shown;
    }
}
