package dev.labctl.localcloud.service.pipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.service.lambda.HandlerZip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.pipes.model.Filter;
import software.amazon.awssdk.services.pipes.model.PipeState;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Pipes from a queue, and pipes to a function. */
final class QueueAndFunctionTest {
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private PipesFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new PipesFixture(cloud).prepare();
    }

    @Test
    void messagesThatPassTheFilterMoveOnAndTheOthersAreDeleted() {
        String in = fixture.queue("in");
        String out = fixture.queue("out");
        fixture.pipes.createPipe(create -> create.name("p")
                .source(PipesFixture.queueArn("in"))
                .sourceParameters(source -> source.filterCriteria(criteria -> criteria.filters(Filter.builder()
                        .pattern("{\"body\":{\"kind\":[\"a\"]}}")
                        .build())))
                .target(PipesFixture.queueArn("out"))
                .targetParameters(target -> target.inputTemplate("<$.body.n> from <aws.pipes.source-arn>"))
                .roleArn(fixture.role));
        assertThat(fixture.settled()).isEqualTo(PipeState.RUNNING);
        fixture.sqs.sendMessage(send -> send.queueUrl(in).messageBody("{\"kind\":\"a\",\"n\":1}"));
        fixture.sqs.sendMessage(send -> send.queueUrl(in).messageBody("{\"kind\":\"b\",\"n\":2}"));
        fixture.sqs.sendMessage(send -> send.queueUrl(in).messageBody("no JSON"));
        assertThat(fixture.received(out, 1)).containsExactly("1 from " + PipesFixture.queueArn("in"));
        assertThat(fixture.sqs
                        .getQueueAttributes(get -> get.queueUrl(in).attributeNames(QueueAttributeName.ALL))
                        .attributes())
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "0");
    }

    @Test
    void aFunctionGetsTheBatchAsAListAndTheRecordThatItReportsIsGivenUp() {
        LambdaClient lambda = cloud.client(LambdaClient.builder());
        fixture.iam.updateAssumeRolePolicy(update -> update.roleName("pipe").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\
                {"Service":["pipes.amazonaws.com","lambda.amazonaws.com"]},"Action":"sts:AssumeRole"}]}"""));
        lambda.createFunction(create -> create.functionName("f")
                .role(fixture.role)
                .runtime("java17")
                .handler("H::handleRequest")
                .timeout(20)
                .memorySize(256)
                .code(code -> code.zipFile(HandlerZip.of("H", """
                        import com.amazonaws.services.lambda.runtime.*;
                        import java.util.*;
                        public class H implements RequestHandler<List<Map<String, Object>>, Object> {
                            public Object handleRequest(List<Map<String, Object>> events, Context context) {
                                for (Map<String, Object> event : events) {
                                    if (event.get("id").equals("poison")) {
                                        return Map.of("batchItemFailures",
                                                List.of(Map.of("itemIdentifier", event.get("sequence"))));
                                    }
                                }
                                return null;
                            }
                        }
                        """))));
        lambda.waiter().waitUntilFunctionActiveV2(get -> get.functionName("f"));
        String dead = fixture.queue("dead");
        for (String id : new String[] {"a", "b", "poison"}) {
            fixture.put(id, "PENDING");
        }
        fixture.pipe(
                source -> source.batchSize(10)
                        .maximumRetryAttempts(0)
                        .deadLetterConfig(config -> config.arn(PipesFixture.queueArn("dead"))),
                pipe -> pipe.target(FUNCTION).targetParameters(target -> target.inputTemplate("""
                                {"id": <$.dynamodb.Keys.id.S>, "sequence": <$.dynamodb.SequenceNumber>}""")));
        JsonNode batch = PipesFixture.json(fixture.received(dead, 1).get(0)).path("DDBStreamBatchInfo");
        assertThat(batch.path("batchSize").asInt()).isEqualTo(1);
        String out = fixture.queue("out");
        lambda.putFunctionEventInvokeConfig(put -> put.functionName("f")
                .destinationConfig(destinations ->
                        destinations.onSuccess(success -> success.destination(PipesFixture.queueArn("out")))));
        fixture.pipes.updatePipe(update -> update.name("p")
                .roleArn(fixture.role)
                .targetParameters(target ->
                        target.lambdaFunctionParameters(function -> function.invocationType("FIRE_AND_FORGET"))));
        assertThat(fixture.settled()).isEqualTo(PipeState.RUNNING);
        fixture.put("c", "PENDING");
        assertThat(PipesFixture.json(fixture.received(out, 1).get(0))
                        .at("/requestPayload/0/id")
                        .asText())
                .isEqualTo("c");
    }
}
