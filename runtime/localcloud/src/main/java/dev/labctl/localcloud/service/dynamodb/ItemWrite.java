package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * A checked write of one item, ready to be run under the item's lock.
 *
 * @param ref the item's place
 * @param condition what must hold of the item before
 * @param change what the item becomes
 * @param showsItemOnFailure whether a failed condition shows the item
 * @param touched the parts an update touches; null for other writes
 */
record ItemWrite(
        ItemStore.Ref ref,
        Condition condition,
        Change change,
        boolean showsItemOnFailure,
        @Nullable Projection touched) {
    /** Makes of an item what it is to be. */
    @FunctionalInterface
    interface Change {
        /** The item after; null when it is deleted. {@code before} is null when there is none. */
        @Nullable
        Map<String, AttributeValue> of(@Nullable Map<String, AttributeValue> before);
    }

    /** What a write did. */
    record Outcome(
            @Nullable Map<String, AttributeValue> before,
            @Nullable Map<String, AttributeValue> after,
            ItemStore.Written written) {
        /** The item, as it became or else as it was; null when there was none. */
        @Nullable
        Map<String, AttributeValue> item() {
            return after == null ? before : after;
        }
    }

    LiveTable table() {
        return ref.table();
    }

    /**
     * Runs the write, inside {@link ItemStore#change}.
     *
     * @throws AwsError ConditionalCheckFailedException, or ValidationException when the change is impossible
     */
    Outcome run(ItemStore items) {
        Map<String, AttributeValue> before = items.get(ref.table(), ref.key());
        if (!condition.holds(ItemRules.orEmpty(before))) {
            throw conditionFailed(before);
        }
        Map<String, AttributeValue> after = change.of(before);
        return new Outcome(before, after, items.replace(ref.table(), ref.key(), before, after));
    }

    private AwsError conditionFailed(@Nullable Map<String, AttributeValue> item) {
        AwsError failed = AwsError.of(400, "ConditionalCheckFailedException", "The conditional request failed");
        return showsItemOnFailure && item != null
                ? failed.with(
                        ConditionalCheckFailedException.builder().item(item).build())
                : failed;
    }
}
