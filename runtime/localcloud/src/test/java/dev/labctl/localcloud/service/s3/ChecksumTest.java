package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumTest {
    @Test
    void crc64NvmeOfTheStandardsCheckStringIsTheStandardsValue() {
        ChecksumKind.Running crc = ChecksumKind.CRC64NVME.start();
        byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
        crc.update(check, 0, check.length);
        assertThat(HexFormat.of().formatHex(crc.value())).isEqualTo("ae8b14860a799888");
    }

    @Test
    void crc64NvmeIsTheSameInOnePieceAndInMany() {
        byte[] bytes = new byte[10_007];
        new Random(7).nextBytes(bytes);
        ChecksumKind.Running whole = ChecksumKind.CRC64NVME.start();
        whole.update(bytes, 0, bytes.length);
        ChecksumKind.Running pieces = ChecksumKind.CRC64NVME.start();
        for (int at = 0; at < bytes.length; at += 13) {
            pieces.update(bytes, at, Math.min(13, bytes.length - at));
        }
        assertThat(Base64.getEncoder().encodeToString(pieces.value()))
                .isEqualTo(Base64.getEncoder().encodeToString(whole.value()));
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
    void theCrcOfAConcatenationFollowsFromItsParts(ChecksumKind kind) {
        byte[] bytes = new byte[100_000];
        new Random(11).nextBytes(bytes);
        CrcCombination combination = CrcCombination.of(kind);
        long combined = 0;
        int[] cuts = {0, 1, 4_097, 70_000, 100_000};
        for (int i = 1; i < cuts.length; i++) {
            ChecksumKind.Running part = kind.start();
            part.update(bytes, cuts[i - 1], cuts[i] - cuts[i - 1]);
            combined = combination.combine(combined, CrcCombination.toLong(part.value()), cuts[i] - cuts[i - 1]);
        }
        ChecksumKind.Running whole = kind.start();
        whole.update(bytes, 0, bytes.length);
        assertThat(CrcCombination.toBytes(combined, kind.length())).isEqualTo(whole.value());
    }
}
