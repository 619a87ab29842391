package dev.labctl.cli.archive.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Data of the kinds that compressors treat differently. */
final class Samples {
    private Samples() {}

    static Map<String, byte[]> all() {
        Random random = new Random(7);
        Map<String, byte[]> samples = new LinkedHashMap<>();
        samples.put("nothing", new byte[0]);
        samples.put("one byte", new byte[] {42});
        samples.put("few bytes", "\\.\n\n\n".getBytes(StandardCharsets.UTF_8));
        byte[] run = new byte[1_000_000];
        Arrays.fill(run, (byte) 'x');
        samples.put("one run", run);
        byte[] noise = new byte[300_000];
        random.nextBytes(noise);
        samples.put("noise", noise);
        byte[] fewSymbols = new byte[400_000];
        for (int i = 0; i < fewSymbols.length; i++) {
            fewSymbols[i] = (byte) (random.nextInt(100) < 70 ? 'a' : 'b' + random.nextInt(20));
        }
        samples.put("few symbols", fewSymbols);
        samples.put("rows", rows(12_000, random));
        byte[] far = new byte[2_000_000];
        random.nextBytes(far);
        System.arraycopy(far, 0, far, 1_700_000, 200_000);
        samples.put("far matches", far);
        return samples;
    }

    static byte[] rows(int count, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i)
                    .append("\tWidget ")
                    .append(Long.toString(random.nextLong(), 36))
                    .append('\t')
                    .append(random.nextInt(1000))
                    .append("\t2026-11-21 12:00:00+00\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
