package dev.labctl.localcloud.service.s3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME, the checksum S3 gives an object when the client sends none.
 *
 * <p>Reflected, polynomial {@code 0xAD93D23594C93659}, initial value and final XOR all ones (NVM Express NVM Command Set
 * specification, section 5.2.1.3.4). Sixteen bytes a step, each through its own table.
 */
final class Crc64Nvme implements Checksum {
    /** The polynomial, reflected. */
    static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    private static final int STEP = 16;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = tables();

    private long crc = -1;

    private static long[][] tables() {
        long[][] tables = new long[STEP][256];
        for (int value = 0; value < 256; value++) {
            long crc = value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
            }
            tables[0][value] = crc;
        }
        for (int value = 0; value < 256; value++) {
            for (int table = 1; table < STEP; table++) {
                long before = tables[table - 1][value];
                tables[table][value] = (before >>> 8) ^ tables[0][(int) before & 0xff];
            }
        }
        return tables;
    }

    @Override
    public void update(int value) {
        crc = (crc >>> 8) ^ TABLES[0][(int) (crc ^ value) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        long state = crc;
        while (end - at >= STEP) {
            state = eight(state ^ (long) LONGS.get(bytes, at), STEP - 1) ^ eight((long) LONGS.get(bytes, at + 8), 7);
            at += STEP;
        }
        crc = state;
        while (at < end) {
            update(bytes[at++]);
        }
    }

    /** Eight bytes, the first through table {@code first}, each following one through the table before. */
    private static long eight(long word, int first) {
        return TABLES[first][(int) word & 0xff]
                ^ TABLES[first - 1][(int) (word >>> 8) & 0xff]
                ^ TABLES[first - 2][(int) (word >>> 16) & 0xff]
                ^ TABLES[first - 3][(int) (word >>> 24) & 0xff]
                ^ TABLES[first - 4][(int) (word >>> 32) & 0xff]
                ^ TABLES[first - 5][(int) (word >>> 40) & 0xff]
                ^ TABLES[first - 6][(int) (word >>> 48) & 0xff]
                ^ TABLES[first - 7][(int) (word >>> 56) & 0xff];
    }

    @Override
    public long getValue() {
        return ~crc;
    }

    @Override
    public void reset() {
        crc = -1;
    }
}
