package dev.labctl.localcloud.identity;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A CIDR range of IPv4 or IPv6 addresses; one that cannot be read contains nothing. */
final class IpRange {
    private final byte @Nullable [] network;
    private final int prefixLength;

    private IpRange(byte @Nullable [] network, int prefixLength) {
        this.network = network;
        this.prefixLength = prefixLength;
    }

    /** {@code 203.0.113.0/24}, {@code 2001:db8::/32}, or one address. */
    static IpRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return new IpRange(null, 0);
        }
        int bits = address.length * 8;
        if (slash < 0) {
            return new IpRange(address, bits);
        }
        String length = text.substring(slash + 1);
        boolean isLength = length.matches("\\d{1,3}") && Integer.parseInt(length) <= bits;
        return isLength ? new IpRange(address, Integer.parseInt(length)) : new IpRange(null, 0);
    }

    boolean isValid() {
        return network != null;
    }

    boolean contains(String text) {
        byte[] candidate = address(text);
        if (network == null || candidate == null || candidate.length != network.length) {
            return false;
        }
        int hostBits = network.length * 8 - prefixLength;
        return new BigInteger(1, candidate)
                .shiftRight(hostBits)
                .equals(new BigInteger(1, network).shiftRight(hostBits));
    }

    /** The bytes of a literal address; null for anything else, which never reaches a resolver. */
    private static byte @Nullable [] address(String text) {
        if (!text.matches("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*")) {
            return null;
        }
        if (text.indexOf(':') < 0 && !text.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
            return null;
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
