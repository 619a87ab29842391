package dev.labctl.localcloud.network;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IPv4 addresses in its canonical form: {@code 10.0.7.5/16} is {@code 10.0.0.0/16}.
 *
 * @param first the first address, as an unsigned number of 32 bits
 * @param prefix how many leading bits all addresses share
 */
public record Ipv4Block(long first, int prefix) {
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final int BITS = 32;
    private static final int OCTET = 8;
    private static final int MAX_OCTET = 255;

    public Ipv4Block {
        first = first >>> (BITS - prefix) << (BITS - prefix);
    }

    /** The block that text in CIDR notation names; empty when it is none. */
    public static Optional<Ipv4Block> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d|[12]\\d|3[0-2]")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return address(text.substring(0, slash)).map(address -> new Ipv4Block(address, prefix));
    }

    /** The address in dotted notation as a number; empty when it is none. */
    public static Optional<Long> address(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 1; i <= matcher.groupCount(); i++) {
            int octet = Integer.parseInt(matcher.group(i));
            if (octet > MAX_OCTET) {
                return Optional.empty();
            }
            address = address << OCTET | octet;
        }
        return Optional.of(address);
    }

    /** The address in dotted notation. */
    public static String text(long address) {
        return (address >> 24 & MAX_OCTET) + "." + (address >> 16 & MAX_OCTET) + "." + (address >> 8 & MAX_OCTET) + "."
                + (address & MAX_OCTET);
    }

    /** How many addresses there are. */
    public long size() {
        return 1L << (BITS - prefix);
    }

    public boolean contains(long address) {
        return address >= first && address < first + size();
    }

    public boolean contains(Ipv4Block other) {
        return prefix <= other.prefix && contains(other.first);
    }

    public boolean overlaps(Ipv4Block other) {
        return contains(other.first) || other.contains(first);
    }

    @Override
    public String toString() {
        return text(first) + "/" + prefix;
    }
}
