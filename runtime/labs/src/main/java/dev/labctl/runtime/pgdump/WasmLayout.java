package dev.labctl.runtime.pgdump;

/** Where things are in the memory and the table of pg_dump.wasm; see the README beside it. */
final class WasmLayout {
    /** Where the module's data begins. */
    static final int MEMORY_BASE = 1024;

    private static final int DATA_SIZE = 235_012;
    private static final int STACK_SIZE = 1 << 16;
    private static final int ALIGNMENT = 16;

    /** The stack grows down from here, the heap up. */
    static final int HEAP_BASE = (MEMORY_BASE + DATA_SIZE + STACK_SIZE + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

    /** The first index of the module's own functions in the table. */
    static final int TABLE_BASE = 1;

    private static final int TABLE_SIZE = 230;

    /** Where the host puts the function that receives from the server. */
    static final int RECEIVE_INDEX = TABLE_BASE + TABLE_SIZE + 1;

    /** Where the host puts the function that sends to the server. */
    static final int SEND_INDEX = RECEIVE_INDEX + 1;

    static final int TABLE_LENGTH = SEND_INDEX + 1;

    /** In pages of 64 KiB, as the module imports its memory. */
    static final int MEMORY_PAGES = 1024;

    /** 1 GiB: far more than a dump needs, and a limit all the same. */
    static final int MEMORY_PAGES_LIMIT = 16_384;

    private WasmLayout() {}
}
