package dev.labctl.localcloud.store;

/**
 * Numbers in the keys of a {@link Table}, with leading zeros, so that keys sort as their numbers do. A row is named many
 * times a request, and {@link String#format} takes a hundred times as long.
 */
public final class RowNumbers {
    private RowNumbers() {}

    /** A number that is not negative, in at least so many decimal digits. */
    public static String decimal(long number, int digits) {
        return padded(Long.toString(number), digits);
    }

    /** A number that is not negative, in at least so many hexadecimal digits. */
    public static String hex(long number, int digits) {
        return padded(Long.toHexString(number), digits);
    }

    private static String padded(String number, int digits) {
        return "0".repeat(Math.max(0, digits - number.length())) + number;
    }
}
