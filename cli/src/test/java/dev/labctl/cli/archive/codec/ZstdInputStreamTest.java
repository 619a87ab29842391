package dev.labctl.cli.archive.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the reference encoder. */
class ZstdInputStreamTest {
    @ParameterizedTest
    @ValueSource(ints = {-5, 1, 3, 7, 13, 19})
    void whatTheReferenceEncoderWroteIsReadBack(int level) throws IOException {
        for (Map.Entry<String, byte[]> sample : Samples.all().entrySet()) {
            byte[] data = sample.getValue();
            assertThat(decode(encode(data, level, level % 2 == 0)))
                    .as("%s at level %d", sample.getKey(), level)
                    .isEqualTo(data);
        }
    }

    @Test
    void framesFollowEachOther() throws IOException {
        byte[] frame = encode(new byte[] {1, 2, 3}, 3, true);
        byte[] two = Arrays.copyOf(frame, 2 * frame.length);
        System.arraycopy(frame, 0, two, frame.length, frame.length);

        assertThat(decode(two)).containsExactly(1, 2, 3, 1, 2, 3);
        assertThat(decode(new byte[0])).isEmpty();
    }

    @Test
    void aTruncatedFrameIsNeverWhole() throws IOException {
        byte[] frame = encode(Samples.rows(3000, new Random(1)), 3, false);
        for (int length = 1; length < frame.length; length += 17) {
            byte[] cut = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> decode(cut)).as("cut at %d", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void changedBytesAreFoundByTheChecksumAndBreakNothingWithoutIt() throws IOException {
        byte[] data = Samples.rows(2000, new Random(2));
        for (boolean checksum : new boolean[] {true, false}) {
            byte[] frame = encode(data, 3, checksum);
            Random random = new Random(3);
            for (int i = 0; i < 1000; i++) {
                byte[] changed = frame.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
                byte[] read = decodeOrNothing(changed);
                if (checksum && read.length > 0) {
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
        return new ZstdInputStream(new ByteArrayInputStream(frame)).readAllBytes();
    }

    private static byte[] encode(byte[] data, int level, boolean checksum) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out, level)) {
            zstd.setChecksum(checksum);
            zstd.write(data);
        }
        return out.toByteArray();
    }
}
