package dev.labctl.localcloud.service.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksum algorithms of S3 objects, by AWS's names. */
enum ChecksumKind {
    CRC32("ChecksumCRC32", 4),
    CRC32C("ChecksumCRC32C", 4),
    CRC64NVME("ChecksumCRC64NVME", 8),
    SHA1("ChecksumSHA1", 20),
    SHA256("ChecksumSHA256", 32);

    private final String member;
    private final int length;

    ChecksumKind(String member, int length) {
        this.member = member;
        this.length = length;
    }

    /** The name of the member that carries the value in requests and responses. */
    String member() {
        return member;
    }

    /** The HTTP header or trailer that carries the value, in lower case. */
    String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** The number of bytes of a value. */
    int length() {
        return length;
    }

    /** Whether the checksum of a whole can be computed from those of its parts. */
    boolean isCrc() {
        return this == CRC32 || this == CRC32C || this == CRC64NVME;
    }

    /** The algorithm of that name in any case; empty when there is none. */
    static Optional<ChecksumKind> named(String name) {
        for (ChecksumKind kind : values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** A fresh computation. */
    Running start() {
        return switch (this) {
            case CRC32 -> new RunningCrc(new CRC32(), length);
            case CRC32C -> new RunningCrc(new CRC32C(), length);
            case CRC64NVME -> new RunningCrc(new Crc64Nvme(), length);
            case SHA1 -> new RunningDigest(digest("SHA-1"));
            case SHA256 -> new RunningDigest(digest("SHA-256"));
        };
    }

    /** The message digest of that name, which every JDK has. */
    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A checksum under computation. */
    sealed interface Running {
        void update(byte[] bytes, int offset, int length);

        /** The value, big-endian; ends the computation. */
        byte[] value();
    }

    private record RunningCrc(Checksum crc, int length) implements Running {
        @Override
        public void update(byte[] bytes, int offset, int count) {
            crc.update(bytes, offset, count);
        }

        @Override
        public byte[] value() {
            return CrcCombination.toBytes(crc.getValue(), length);
        }
    }

    private record RunningDigest(MessageDigest digest) implements Running {
        @Override
        public void update(byte[] bytes, int offset, int count) {
            digest.update(bytes, offset, count);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }
}
