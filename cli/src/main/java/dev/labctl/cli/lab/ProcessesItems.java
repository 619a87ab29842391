package dev.labctl.cli.lab;

import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Has a table of items that workers process: {@code labctl submit} and {@code labctl items}. */
public non-sealed interface ProcessesItems extends Capability {
    @Override
    default String verb() {
        return "submit";
    }

    /**
     * An item.
     *
     * @param attributes all attributes of its row, by name, as plain values
     */
    record Item(String id, String status, String path, Map<String, Object> attributes) {
        public Item {
            attributes = Map.copyOf(attributes);
        }

        /** Whether nothing happens to it any more by itself. */
        public boolean isDone() {
            return status.equals(ItemStatus.FINISHED.name()) || status.equals(ItemStatus.FAILED.name());
        }
    }

    /** The bucket that files to be processed go to. */
    String inputBucket(Deployment deployment);

    /** What the keys of a client's files begin with. */
    String inputPrefix(String client);

    /** Puts a new pending item for this path, {@code s3://bucket/key}. */
    Item submit(Deployment deployment, String path);

    /**
     * Makes an item pending again that has failed, is finished, or whose worker is gone.
     *
     * @throws dev.labctl.cli.error.LabctlException exit code 2, when there is no such item or it is being processed
     */
    Item submitAgain(Deployment deployment, String id);

    /**
     * The items, read while they are consumed.
     *
     * @param status only those of this status
     */
    Stream<Item> items(Deployment deployment, Optional<ItemStatus> status);

    /** How many items there are of each status, as the table's index has it. */
    Map<ItemStatus, Long> counts(Deployment deployment);
}
