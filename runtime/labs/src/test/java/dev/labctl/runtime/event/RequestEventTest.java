package dev.labctl.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.wire.dbreplication.InventoryItem;
import dev.labctl.wire.dbreplication.SeedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of functions that people call. */
class RequestEventTest {
    @Test
    void whatFitsIsRead() throws IOException {
        assertThat(read("{\"items\":[{\"itemId\":7,\"itemName\":\"nut\",\"quantity\":-1}],\"replace\":true}"))
                .isEqualTo(new SeedRequest(List.of(new InventoryItem(7, "nut", -1)), null, null, true));
        assertThat(read("{\"rows\":3000000000}")).isEqualTo(new SeedRequest(null, 3_000_000_000L, null, false));
        assertThat(read("{\"csv\":{\"bucket\":\"b\",\"key\":\"k\"}}"))
                .isEqualTo(new SeedRequest(null, null, new SeedRequest.CsvFile("b", "k"), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"items\":null,\"rows\":null}"})
    void whatIsAbsentIsLeftOut(String event) throws IOException {
        assertThat(read(event)).isEqualTo(new SeedRequest(null, null, null, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"rowz\":3} | the event has no use for rowz; it may have items, rows, csv, replace",
                "{\"rows\":\"x\"} | the event's rows must be a whole number, not \"x\"",
                "{\"rows\":2.5} | the event's rows must be a whole number, not 2.5",
                "{\"replace\":\"yes\"} | the event's replace must be true or false, not \"yes\"",
                "{\"items\":5} | the event's items must be a list, not 5",
                "{\"items\":[5]} | the event's items[0] must be an object with itemId, itemName, quantity, not 5",
                "{\"items\":[{\"itemId\":1,\"itemName\":\"a\"}]} | the event's items[0] lacks quantity",
                "{\"items\":[{\"itemId\":1,\"itemName\":\"a\",\"quantity\":\"many\"}]} |"
                        + " the event's items[0].quantity must be a whole number of at most 2147483647, not \"many\"",
                "{\"items\":[{\"itemId\":3000000000,\"itemName\":\"a\",\"quantity\":1}]} |"
                        + " the event's items[0].itemId must be a whole number of at most 2147483647, not 3000000000",
                "{\"csv\":{\"bucket\":\"b\"}} | the event's csv lacks key",
                "{\"csv\":{\"bucket\":1,\"key\":\"k\"}} | the event's csv.bucket must be a text, not 1",
                "[3] | the event must be an object with items, rows, csv, replace, not [3]",
                "null | the event must be an object with items, rows, csv, replace, not null",
                "{\"rows\" | the event must be JSON: *",
            })
    void whatDoesNotFitIsRefusedByName(String event, String sentence) {
        assertThatThrownBy(() -> read(event))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .matches(Pattern.quote(sentence).replace("*", "\\E.*\\Q"));
    }

    private static SeedRequest read(String event) throws IOException {
        return RequestEvent.read(SeedRequest.class, new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
    }
}
