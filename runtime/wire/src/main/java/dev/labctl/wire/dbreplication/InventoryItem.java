package dev.labctl.wire.dbreplication;

/**
 * A row of {@code inventory_sample}.
 *
 * @param itemId its primary key
 * @param quantity how many there are
 */
public record InventoryItem(int itemId, String itemName, int quantity) {}
