package dev.labctl.cli.lab.dbreplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryFileTest {
    @TempDir
    private Path folder;

    private String csv(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return InventoryFile.asCsv(file, csv -> {
            try {
                return Files.readString(csv);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aCsvFileIsTakenAsItIs() throws IOException {
        String text = "\uFEFFquantity,item_id,\"item_name\"\n3,1,\"a, b\"\n";
        assertThat(csv("rows.CSV", text)).isEqualTo(text);
    }

    @Test
    void aJsonArrayBecomesCsv() throws IOException {
        assertThat(csv("rows.json", """
                [{"item_id": 1, "item_name": "say \\"hi\\",\\nthere", "quantity": 0},
                 {"quantity": -1, "item_name": "", "item_id": 2}]""")).isEqualTo("""
                        item_id,item_name,quantity
                        "1","say ""hi"",
                        there","0"
                        "2","","-1"
                        """);
        assertThat(csv("none.json", "[]")).isEqualTo("item_id,item_name,quantity\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rows.csv  | item_id,quantity                                      | the first line of",
                "rows.csv  | item_id,item_name,quantity,colour                     | the first line of",
                "rows.csv  | item_id,item_name,quantity,quantity                   | item_name, quantity, quantity",
                "rows.json | {\"item_id\": 1}                                      | is no JSON array",
                "rows.json | [{\"item_id\": 1, \"item_name\": \"a\"}]              | element 1 of",
                "rows.json | [{\"item_id\":1,\"item_name\":null,\"quantity\":1}]   | element 1 of",
                "rows.json | [{\"item_id\":1,\"item_name\":1,\"quantity\":1,\"x\":1}] | element 1 of",
                "rows.json | [{\"item_id\":\"1\",\"item_name\":\"a\",\"quantity\":1}] | no whole number of 32 bits as item_id: 1",
                "rows.json | [{\"item_id\":1,\"item_name\":\"a\",\"quantity\":1.5}] | no whole number of 32 bits as quantity: 1.5",
                "rows.json | [{\"item_id\":1,\"item_name\":[],\"quantity\":1}]  | has no text as item_name: []",
                "rows.json | [1                                                    | is no JSON: Unexpected end-of-input",
                "rows.json | [] x                                                  | is no JSON: Unrecognized token 'x'",
                "rows.json | [] []                                                 | something follows the value (line 1, column 5)",
                "rows.txt  | item_id                                               | is neither .csv nor .json"
            })
    void whatIsNoInventoryIsRefusedByName(String name, String text, String expected) {
        assertThatThrownBy(() -> csv(name, text)).hasMessageContaining(expected).hasMessageContaining(name);
    }
}
