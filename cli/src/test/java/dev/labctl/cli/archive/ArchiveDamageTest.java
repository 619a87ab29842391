package dev.labctl.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged archives: what is always found, and what only the manifest's checksum can find. */
@Tag("long")
class ArchiveDamageTest {
    private static final TestPostgres SERVER = TestPostgres.get();
    private static final int TRIES = 2500;

    @TempDir
    private static Path folder;

    private static byte[] archive = {};

    @BeforeAll
    static void dump() throws Exception {
        String database = SERVER.createDatabaseFrom("/archive/sample.sql");
        archive = Files.readAllBytes(SERVER.dump(database, folder.resolve("sample.dump"), "-Fc"));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aTruncationIsAlwaysFound(Compression compression) throws IOException {
        byte[] whole = new Rewritten(15, 4, 8, compression, false).of(archive);
        Random random = new Random(11);
        for (int i = 0; i < TRIES; i++) {
            byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
            assertThatThrownBy(() -> check(cut))
                    .as("cut at %d of %d", cut.length, whole.length)
                    .isInstanceOf(CorruptArchiveException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void bytesAfterTheEndAreFound(Compression compression) throws IOException {
        byte[] whole = new Rewritten(16, 4, 8, compression, true).of(archive);
        for (int extra = 0; extra < 256; extra++) {
            byte[] longer = Arrays.copyOf(whole, whole.length + 1);
            longer[whole.length] = (byte) extra;
            assertThatThrownBy(() -> check(longer)).isInstanceOf(CorruptArchiveException.class);
        }
    }

    @Test
    void aChangedByteInGzipDataNeverChangesWhatIsReported() throws Exception {
        TableOfContents contents = check(archive).contents();
        String good = fingerprint(archive);
        Random random = new Random(12);
        int start = (int) contents.dataStart();
        int harmless = 0;
        for (int i = 0; i < 4 * TRIES; i++) {
            byte[] changed = archive.clone();
            changed[start + random.nextInt(archive.length - start)] ^= (byte) (1 + random.nextInt(255));
            try {
                check(changed);
            } catch (CorruptArchiveException e) {
                continue;
            }
            // Unused bits of a zlib stream mean nothing: the content has to be the same.
            harmless++;
            assertThat(fingerprint(changed)).isEqualTo(good);
        }
        assertThat(harmless).isLessThan(TRIES / 100);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aChangedByteBreaksNothingAndIsFoundUnlessItIsText(Compression compression) throws Exception {
        byte[] whole = new Rewritten(16, 4, 8, compression, true).of(archive);
        ArchiveReport good = check(whole);
        Random random = new Random(13);
        int found = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                // What is left to the manifest's checksum: text in the table of contents or inside a value.
                assertThat(check(changed).tables()).hasSameSizeAs(good.tables());
            } catch (CorruptArchiveException e) {
                found++;
                assertThat(e.offset()).isBetween(0L, (long) whole.length);
            }
        }
        assertThat(found).isPositive();
    }

    @Test
    void aMissingBlockIsNamed() throws Exception {
        RandomAccessArchive blocks = new RandomAccessArchive(ArchiveSource.of(archive));
        TocEntry last =
                blocks.contents().withData().get(blocks.contents().withData().size() - 1);
        byte[] cut = Arrays.copyOf(archive, (int) last.dataOffset());

        assertThatThrownBy(() -> check(cut))
                .hasMessageContaining("the archive ends before the data of " + last.title())
                .hasMessageContaining("at byte " + cut.length);
    }

    @Test
    void blocksInTheWrongPlaceAreNamed() throws Exception {
        byte[] moved = new Rewritten(16, 4, 8, Compression.NONE, true).of(archive);
        TableOfContents contents = check(moved).contents();
        TocEntry first = contents.withData().get(0);
        TocEntry second = contents.withData().get(1);
        // The id follows the block's type and its own sign.
        moved[(int) first.dataOffset() + 2] = (byte) second.id();
        moved[(int) first.dataOffset() + 3] = (byte) (second.id() >> 8);

        assertThatThrownBy(() -> check(moved)).hasMessageContaining(second.title());
        assertThatThrownBy(() -> new RandomAccessArchive(ArchiveSource.of(moved)).open(first))
                .hasMessageContaining("%s has its data where %s should".formatted(second.title(), first.title()));
    }

    @Test
    void whatIsNoArchiveIsSaidToBeNone() {
        assertThatThrownBy(() -> check(new byte[0])).hasMessageContaining("ends before its header");
        assertThatThrownBy(() -> check("SELECT 1;\n".getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("no archive in PostgreSQL's custom format");
        byte[] newer = archive.clone();
        newer[6] = 17;
        assertThatThrownBy(() -> check(newer)).hasMessageContaining("version 1.17 cannot be read, only 1.14 to 1.16");
    }

    @Test
    void aFailureOfTheSourceIsNotTakenForDamage() {
        IOException lost = new IOException("connection lost");
        assertThatThrownBy(() -> ArchiveCheck.of(new SequenceInputStream(
                        new ByteArrayInputStream(archive, 0, archive.length - 100), new Broken(lost))))
                .isSameAs(lost);
    }

    private static ArchiveReport check(byte[] bytes) throws IOException {
        return ArchiveCheck.of(new ByteArrayInputStream(bytes));
    }

    /** Everything that a restore would use of the data. */
    private static String fingerprint(byte[] bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (ArchiveReader reader = new ArchiveReader(new ByteArrayInputStream(bytes))) {
            for (Optional<DataBlock> next = reader.next(); next.isPresent(); next = reader.next()) {
                DataBlock block = next.get();
                digest.update(block.entry().title().getBytes(StandardCharsets.UTF_8));
                if (!block.entry().isLargeObjects()) {
                    digest.update(block.content().readAllBytes());
                }
                for (OptionalLong oid = block.nextLargeObject(); oid.isPresent(); oid = block.nextLargeObject()) {
                    digest.update(block.content().readAllBytes());
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static final class Broken extends InputStream {
        private final IOException failure;

        Broken(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw failure;
        }
    }
}
