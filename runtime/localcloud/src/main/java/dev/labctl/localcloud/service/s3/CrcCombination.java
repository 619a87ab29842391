package dev.labctl.localcloud.service.s3;

/**
 * The CRC of a concatenation from the CRCs of its parts, without their bytes.
 *
 * <p>Appending n zero bytes to a message multiplies its CRC by x^8n modulo the polynomial; the rest is an XOR (zlib's
 * {@code crc32_combine}). Polynomials and values are reflected: the highest power is the lowest bit.
 */
final class CrcCombination {
    private final long polynomial;
    private final int bits;

    private CrcCombination(long polynomial, int bits) {
        this.polynomial = polynomial;
        this.bits = bits;
    }

    /**
     * How CRCs of this kind combine.
     *
     * @throws IllegalArgumentException when the kind is no CRC
     */
    static CrcCombination of(ChecksumKind kind) {
        return switch (kind) {
            case CRC32 -> new CrcCombination(0xEDB88320L, 32);
            case CRC32C -> new CrcCombination(0x82F63B78L, 32);
            case CRC64NVME -> new CrcCombination(Crc64Nvme.POLYNOMIAL, 64);
            case SHA1, SHA256 -> throw new IllegalArgumentException(kind + " does not combine");
        };
    }

    /** The CRC of a first part followed by a second part of {@code secondLength} bytes. */
    long combine(long first, long second, long secondLength) {
        return multiply(first, shift(secondLength)) ^ second;
    }

    /** x^(8 * bytes) modulo the polynomial, by repeated squaring. */
    private long shift(long bytes) {
        long result = 1L << (bits - 1);
        long power = 1L << (bits - 9);
        for (long left = bytes; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result = multiply(result, power);
            }
            power = multiply(power, power);
        }
        return result;
    }

    private long multiply(long a, long b) {
        long product = 0;
        long term = b;
        for (int bit = bits - 1; bit >= 0; bit--) {
            if (((a >>> bit) & 1) != 0) {
                product ^= term;
            }
            term = (term & 1) == 0 ? term >>> 1 : (term >>> 1) ^ polynomial;
        }
        return product;
    }

    static byte[] toBytes(long value, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >>> (8 * (length - 1 - i)));
        }
        return bytes;
    }

    static long toLong(byte[] bytes) {
        long value = 0;
        for (byte b : bytes) {
            value = (value << 8) | (b & 0xff);
        }
        return value;
    }
}
