package dev.labctl.localcloud.service.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;

/** Attributes that SNS refuses, when subscribing and afterwards. */
final class SubscriptionAttributesTest {
    private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:inbox";

    private static CloudFixture cloud;
    private static SnsClient sns;
    private static String topic;
    private static String subscription;

    @BeforeAll
    static void subscribe() {
        cloud = CloudFixture.started();
        sns = cloud.client(SnsClient.builder());
        topic = sns.createTopic(request -> request.name("orders")).topicArn();
        subscription = sns.subscribe(
                        request -> request.topicArn(topic).protocol("sqs").endpoint(QUEUE))
                .subscriptionArn();
    }

    @AfterAll
    static void endCloud() {
        cloud.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            FilterPolicy | {"k":                      | FilterPolicy: failed to parse JSON.
            FilterPolicy | {"k":"a"}                  | FilterPolicy: "k" must be an object or an array
            FilterPolicy | {"k":{"l":["a"]}}          | Filter policy scope MessageAttributes does not support nested filter policy
            FilterPolicy | {"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]} | FilterPolicy: Filter policy can not have more than 5 keys
            FilterPolicy | {"a":[1,2,3,4,5,6],"b":[1,2,3,4,5,6],"c":[1,2,3,4,5]} | FilterPolicy: Filter policy is too complex
            FilterPolicy | {"k":[{"sufix":"a"}]}      | FilterPolicy: Unrecognized match type sufix\\n at [Source: (String)"{"k":[{"sufix":"a"}]}"; line: 1, column: 17]
            FilterPolicyScope | Body                  | FilterPolicyScope: Invalid value [Body]. Please use either MessageBody or MessageAttributes
            RawMessageDelivery | yes                  | RawMessageDelivery: Invalid value [yes]. Must be true or false.
            RedrivePolicy | {"deadLetterTargetArn"    | RedrivePolicy: failed to parse JSON.
            RedrivePolicy | {"deadLetterTargetArn":"queue"} | RedrivePolicy: deadLetterTargetArn is an invalid arn
            Colour | red                              | AttributeName
            """)
    void areRefusedWithTheirReason(String name, String value, String reason) {
        InvalidParameterException atOnce = catchThrowableOfType(
                InvalidParameterException.class,
                () -> sns.subscribe(request -> request.topicArn(topic)
                        .protocol("sqs")
                        .endpoint(QUEUE + "-2")
                        .attributes(Map.of(name, value))));
        InvalidParameterException later = catchThrowableOfType(
                InvalidParameterException.class,
                () -> sns.setSubscriptionAttributes(request -> request.subscriptionArn(subscription)
                        .attributeName(name)
                        .attributeValue(value)));

        String shown = reason.replace("\\n", "\n");
        assertThat(atOnce.awsErrorDetails().errorMessage()).isEqualTo("Invalid parameter: Attributes Reason: " + shown);
        assertThat(later.awsErrorDetails().errorMessage()).isEqualTo("Invalid parameter: " + shown);
    }
}
