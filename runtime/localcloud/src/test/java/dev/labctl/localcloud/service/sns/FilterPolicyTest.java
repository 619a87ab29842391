package dev.labctl.localcloud.service.sns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each operator of filter policies, on attributes and on bodies ("Amazon SNS subscription filter policies"). */
final class FilterPolicyTest {
    private static boolean accepts(
            String scope, String policy, String body, Map<String, PublishedMessage.Attribute> all) {
        Subscription subscription = new Subscription(
                "arn", "topic", "sqs", "queue", Map.of("FilterPolicy", policy, "FilterPolicyScope", scope), false, "p");
        return FilterPolicy.accepts(
                subscription, new PublishedMessage("id", "topic", null, body, all, 1, null, null, null));
    }

    /** Attributes as {@code name=Type:value;...}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"k":["a","b"]}                                 | k=String:b                     | true
            {"k":["a","b"]}                                 | k=String:c                     | false
            {"k":["a"]}                                     | other=String:a                 | false
            {"k":["a"],"l":["b"]}                           | k=String:a                     | false
            {"k":["a"],"l":["b"]}                           | k=String:a;l=String:b          | true
            {"k":[{"prefix":"ab"}]}                         | k=String:abc                   | true
            {"k":[{"prefix":"ab"}]}                         | k=String:cab                   | false
            {"k":[{"suffix":"ab"}]}                         | k=String:cab                   | true
            {"k":[{"equals-ignore-case":"aB"}]}             | k=String:Ab                    | true
            {"k":[{"anything-but":["a","b"]}]}              | k=String:c                     | true
            {"k":[{"anything-but":["a","b"]}]}              | k=String:a                     | false
            {"k":[{"anything-but":{"prefix":"a"}}]}         | k=String:ba                    | true
            {"k":[{"anything-but":{"prefix":"a"}}]}         | k=String:ab                    | false
            {"k":[{"anything-but":{"suffix":"a"}}]}         | k=String:ba                    | false
            {"k":[{"anything-but":[1,2]}]}                  | k=Number:3                     | true
            {"k":[{"anything-but":[1,2]}]}                  | k=Number:2                     | false
            {"k":[{"exists":true}]}                         | k=String:x                     | true
            {"k":[{"exists":true}]}                         | l=String:x                     | false
            {"k":[{"exists":false}]}                        | l=String:x                     | true
            {"k":[{"exists":false}]}                        | k=String:x                     | false
            {"k":[5]}                                       | k=Number:5.0                   | true
            {"k":[5]}                                       | k=String:5                     | false
            {"k":["5"]}                                     | k=Number:5                     | false
            {"k":[{"numeric":["=",3.5]}]}                   | k=Number:3.50                  | true
            {"k":[{"numeric":[">",0,"<=",10]}]}             | k=Number:10                    | true
            {"k":[{"numeric":[">",0,"<=",10]}]}             | k=Number:0                     | false
            {"k":[{"numeric":["<",-1]}]}                    | k=Number:-1.5                  | true
            {"k":[{"cidr":"10.0.0.0/24"}]}                  | k=String:10.0.0.255            | true
            {"k":[{"cidr":"10.0.0.0/24"}]}                  | k=String:10.0.1.0              | false
            {"k":["b",7]}                                   | k=String.Array:["a","b"]       | true
            {"k":["b",7]}                                   | k=String.Array:[7]             | true
            {"k":["b",7]}                                   | k=String.Array:["c",8]         | false
            {"k":[{"anything-but":["a"]}]}                  | k=String.Array:["a","b"]       | true
            {"k":["YQ=="]}                                  | k=Binary:YQ==                  | false
            {"$or":[{"k":["a"]},{"l":["b"]}]}               | l=String:b                     | true
            {"$or":[{"k":["a"]},{"l":["b"]}]}               | l=String:a                     | false
            {"m":["x"],"$or":[{"k":["a"]},{"l":["b"]}]}     | l=String:b                     | false
            {}                                              | l=String:b                     | true
            """)
    void onAttributes(String policy, String attributes, boolean expected) {
        Map<String, PublishedMessage.Attribute> all = new HashMap<>();
        for (String attribute : attributes.split(";", -1)) {
            String[] parts = attribute.split("[=:]", 3);
            all.put(parts[0], new PublishedMessage.Attribute(parts[1], parts[2]));
        }

        assertThat(accepts("MessageAttributes", policy, "{\"k\":\"a\"}", all)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"k":["a"]}                                     | {"k":"a","z":1}                | true
            {"k":{"l":["a"]}}                               | {"k":{"l":"a"}}                | true
            {"k":{"l":["a"]}}                               | {"k":{"l":"b"}}                | false
            {"k":{"l":["a"]}}                               | {"k":[{"l":"b"},{"l":"a"}]}    | true
            {"k":{"l":["a"],"m":[1]}}                       | {"k":[{"l":"a","m":2},{"l":"b","m":1}]} | false
            {"k":[null]}                                    | {"k":null}                     | true
            {"k":[true]}                                    | {"k":true}                     | true
            {"k":[true]}                                    | {"k":"true"}                   | false
            {"k":{"l":[{"numeric":[">=",2]}]}}              | {"k":{"l":2}}                  | true
            {"k":{"l":[{"exists":false}]}}                  | {"k":{"m":1}}                  | true
            {"k":{"l":[{"exists":false}]}}                  | {"k":{"l":1}}                  | false
            {"k":{"$or":[{"l":["a"]},{"m":["b"]}]}}         | {"k":{"m":"b"}}                | true
            {"k":["a"]}                                     | no JSON                        | false
            {"k":["a"]}                                     | ["a"]                          | false
            """)
    void onBodies(String policy, String body, boolean expected) {
        assertThat(accepts("MessageBody", policy, body, Map.of())).isEqualTo(expected);
    }
}
