package dev.labctl.cli.archive.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against another implementation of the format. */
class Lz4FrameInputStreamTest {
    @ParameterizedTest
    @EnumSource(BLOCKSIZE.class)
    void whatAnotherEncoderWroteIsReadBack(BLOCKSIZE size) throws IOException {
        for (Map.Entry<String, byte[]> sample : Samples.all().entrySet()) {
            byte[] data = sample.getValue();
            byte[] frame =
                    encode(data, size, FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.BLOCK_CHECKSUM, FLG.Bits.CONTENT_CHECKSUM);
            assertThat(decode(frame)).as(sample.getKey()).isEqualTo(data);
        }
    }

    @Test
    void blocksThatReferToTheBlockBeforeAreRead() throws IOException {
        // Written by hand: a stored block "abcd", then a match that begins in it.
        byte[] frame = {
            0x04,
            0x22,
            0x4d,
            0x18,
            0x40,
            0x40,
            (byte) 0xc0,
            4,
            0,
            0,
            (byte) 0x80,
            'a',
            'b',
            'c',
            'd',
            9,
            0,
            0,
            0,
            0x04,
            4,
            0,
            0x50,
            'e',
            'f',
            'g',
            'h',
            'i',
            0,
            0,
            0,
            0
        };
        assertThat(new String(decode(frame), StandardCharsets.US_ASCII)).isEqualTo("abcdabcdabcdefghi");
    }

    @Test
    void aTruncatedFrameIsNeverWhole() throws IOException {
        byte[] frame = encode(Samples.rows(3000, new Random(1)), BLOCKSIZE.SIZE_64KB, FLG.Bits.BLOCK_INDEPENDENCE);
        for (int length = 1; length < frame.length; length += 17) {
            byte[] cut = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> decode(cut)).as("cut at %d", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void changedBytesAreFoundByTheChecksumAndBreakNothingWithoutIt() throws IOException {
        byte[] data = Samples.rows(2000, new Random(2));
        for (FLG.Bits checksum : new FLG.Bits[] {FLG.Bits.CONTENT_CHECKSUM, FLG.Bits.BLOCK_INDEPENDENCE}) {
            byte[] frame = encode(data, BLOCKSIZE.SIZE_64KB, FLG.Bits.BLOCK_INDEPENDENCE, checksum);
            Random random = new Random(3);
            for (int i = 0; i < 1000; i++) {
                byte[] changed = frame.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
                byte[] read = decodeOrNothing(changed);
                if (checksum == FLG.Bits.CONTENT_CHECKSUM && read.length > 0) {
                    assertThat(read).isEqualTo(data);
                }
            }
        }
    }

    private static byte[] decodeOrNothing(byte[] frame) {
        try {
            return decode(frame);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static byte[] decode(byte[] frame) throws IOException {
        return new Lz4FrameInputStream(new ByteArrayInputStream(frame)).readAllBytes();
    }

    private static byte[] encode(byte[] data, BLOCKSIZE size, FLG.Bits... bits) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream lz4 = new LZ4FrameOutputStream(out, size, bits)) {
            lz4.write(data);
        }
        return out.toByteArray();
    }
}
